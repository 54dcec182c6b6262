using System.Text;

namespace BabyNames.Sources.Tests;

public class SourceCatalogTests
{
    [Theory]
    [InlineData("Name,1915,1916,Total\n", "ca_bc")]
    [InlineData(
        "\"REF_DATE\",\"GEO\",\"DGUID\",\"Sex at birth\",\"First name at birth\",\"Indicator\",\"VALUE\",\"STATUS\"\n",
        "ca_statcan"
    )]
    [InlineData("Year,Name,Sex,Count\n", "generic_csv")]
    public void The_catalog_finds_the_one_source_of_a_file(string text, string id)
    {
        var file = new SourceFile("file.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)), new SourceLimits());
        Assert.Equal(id, Assert.Single(SourceCatalog.Recognize(file, SourceCatalog.ForCountry("CA")).Matching).Source.Id);
    }

    [Fact]
    public void The_source_of_a_publisher_is_preferred_to_the_generic_source()
    {
        var file = new SourceFile("file.csv", new MemoryStream("Year,Name,Sex,Count\n"u8.ToArray()), new SourceLimits());
        var generic = SourceCatalog.Find("generic_csv")!;
        var own = generic with { Id = "au_own", CountryCode = "AU" };
        Assert.Equal(own, Assert.Single(SourceCatalog.Recognize(file, [generic, own]).Matching).Source);
    }
}
