// SAP CAP with the feed as a remote service, imported from its metadata; prints what it read as one line of JSON.
const cds = require("@sap/cds");

const [url, key, model] = process.argv.slice(2);
(async () => {
    cds.env.requires.Names = { kind: "odata", model, credentials: { url, headers: { "X-Api-Key": key } } };
    const names = await cds.connect.to("Names");
    const { NameStatistics } = names.entities;
    const top = await names.run(SELECT.from(NameStatistics).columns("Name", "Births")
        .where({ CountryCode: "US", Year: 1880, Gender: "F", Births: { ">": 2000 } }).orderBy("Births desc").limit(2, 1));
    const row = await names.run(SELECT.one.from(NameStatistics, { CountryCode: "GB", Year: 1880, Gender: "F", Name: "Zoë" }));
    const popular = await names.send("GET", "/PopularNames(country='US',year=1880,gender='M')?$top=2");
    console.log(JSON.stringify({
        top: top.map(one => `${one.Name} ${one.Births}`),
        row: `${row.CountryName} ${row.Births}`,
        popular: popular.map(one => one.Name),
    }));
})();
