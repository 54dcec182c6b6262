// Makes the typed client in `generated` from the metadata that the test has fetched from the running server.
module.exports = {
  mode: 3,
  emitMode: "ts",
  prettier: false,
  services: { names: { serviceName: "Names", source: process.env.METADATA, output: "generated", naming: {} } },
};
