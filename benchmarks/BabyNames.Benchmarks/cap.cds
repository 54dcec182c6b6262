// SAP CAP over the table of the statistics, with pages of the same length.
@cds.persistence.exists
entity name_statistics {
    key country_code: String(2);
    key year: Integer;
    key gender: String(1);
    key name: String(100);
    total_count: Integer64;
    dataset_count: Integer;
}

@path: '/odata'
@requires: 'any'
service Feed {
    @readonly
    @cds.query.limit: { default: 10000, max: 10000 }
    entity NameStatistics as projection on name_statistics;
}
