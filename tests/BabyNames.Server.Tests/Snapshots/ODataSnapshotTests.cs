namespace BabyNames.Server.Tests.Snapshots;

/// <summary>Compares whole OData responses with snapshots: one for each function and one for each kind of error.</summary>
/// <remarks>To accept a changed response, run the test with BABYNAMES_APPROVE=1.</remarks>
[Collection(SnapshotCollection.Name)]
public sealed class ODataSnapshotTests(SnapshotFixture server)
{
    [Theory]
    [InlineData("NameStatistics", "NameStatistics?$filter=Name eq 'Emma'&$top=1&$count=true&$expand=Country($select=Name)")]
    [InlineData("PopularNames", "PopularNames(country='US',yearFrom=2022,yearTo=2023)?$top=2&$count=true")]
    [InlineData("NameTrend", "NameTrend(name='riley',country='US')")]
    [InlineData("GenderDistribution", "GenderDistribution(names='Riley,Nobody',country='US')")]
    [InlineData("RisingNames", "RisingNames(country='US',yearFrom=2022,yearTo=2023)?$top=2")]
    [InlineData("FallingNames", "FallingNames(country='US',yearFrom=2022,yearTo=2023)?$top=2")]
    [InlineData("bad-filter", "NameStatistics?$filter=Births gt")]
    [InlineData("unknown-property", "NameStatistics?$filter=Surname eq 'Smith'")]
    [InlineData("unknown-set", "Surnames")]
    [InlineData("not-implemented", "YearTotals?$search=emma")]
    [InlineData("unknown-key", "Countries('XX')")]
    [InlineData("wrong-key", "NameStatistics('Emma')")]
    [InlineData("invalid-argument", "PopularNames(country='XX',year=2023)")]
    [InlineData("not-acceptable", "Countries", "application/xml")]
    public async Task An_OData_response_equals_its_snapshot(string name, string path, string accept = "application/json") =>
        SnapshotFixture.Match(await server.GetODataAsync(path, accept), $"OData.{name}");
}
