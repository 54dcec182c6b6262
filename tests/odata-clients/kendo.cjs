// What Kendo's transport for OData 4 makes of the state of a grid. Kendo expects a browser.
const { JSDOM } = require("jsdom");

const { window } = new JSDOM("", { url: "http://localhost/" });
window.matchMedia = () => ({ matches: false, addEventListener() { } });
for (const name of ["document", "navigator", "HTMLElement", "location", "getComputedStyle"])
    Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
globalThis.window = window;
globalThis.$ = window.$ = window.jQuery = require("jquery");
Object.defineProperty(globalThis, "kendo", { get: () => window.kendo });
require("kendo-ui-core/js/kendo.data.odata.js");

/** @returns The query of an address. */
module.exports = state => {
    const options = window.kendo.data.transports["odata-v4"].parameterMap(state, "read");
    return "?" + Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
};
