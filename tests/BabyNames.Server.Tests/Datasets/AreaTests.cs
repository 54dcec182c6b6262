using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Tests datasets about areas of a country. No birth counts twice.</summary>
public sealed class AreaTests(AreaFixture server) : IClassFixture<AreaFixture>, IAsyncLifetime
{
    public Task InitializeAsync() => server.RemoveDatasetsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The figures are girls named Sophie of 2010: 4,469 in England and Wales (ONS), 773 in Scotland (NRS), 262 in Northern
    /// Ireland (NISRA). The licence is the Open Government Licence 3.0.</summary>
    [Fact]
    public async Task The_figures_of_a_country_are_the_sum_of_its_areas_also_after_a_deletion()
    {
        await server.LoadAsync("GB", "ew.csv", "Year,Name,Sex,Count\n2010,Sophie,F,4469\n", ", area: \"GB-EAW\", publisher: \"ONS\"");
        await server.LoadAsync("GB", "scotland.csv", "Year,Name,Sex,Count\n2010,Sophie,F,773\n", ", area: \"GB-SCT\", publisher: \"NRS\"");
        var ireland = await server.LoadAsync(
            "GB",
            "ni.csv",
            "Year,Name,Sex,Count\n2010,Sophie,F,262\n",
            ", area: \"GB-NIR\", publisher: \"NISRA\""
        );
        Assert.Equal(["2010 F Sophie 5504 GB-EAW, GB-NIR, GB-SCT"], await server.FiguresAsync("GB"));

        var data = await server.DataAsync("{ datasets { nodes { area publisher attribution } } }");
        Assert.Equal(
            "{\"nodes\":[{\"area\":\"GB-NIR\",\"publisher\":\"NISRA\",\"attribution\":\"NISRA\"},{\"area\":\"GB-SCT\","
                + "\"publisher\":\"NRS\",\"attribution\":\"NRS\"},{\"area\":\"GB-EAW\",\"publisher\":\"ONS\",\"attribution\":\"ONS\"}]}",
            data.GetProperty("datasets").GetRawText()
        );

        AreaFixture.AssertDone(await server.MutateAsync("deleteDataset", ireland));
        Assert.Equal(["2010 F Sophie 5242 GB-EAW, GB-SCT"], await server.FiguresAsync("GB"));
        data = await server.DataAsync(
            "{ datasetSlices(order: [{ area: ASC }]) { nodes { area publisher count isServed dataset { filename } } totalCount } }"
        );
        Assert.Equal(
            "{\"nodes\":[{\"area\":\"GB-EAW\",\"publisher\":\"ONS\",\"count\":4469,\"isServed\":true,"
                + "\"dataset\":{\"filename\":\"ew.csv\"}},{\"area\":\"GB-SCT\",\"publisher\":\"NRS\",\"count\":773,\"isServed\":true,"
                + "\"dataset\":{\"filename\":\"scotland.csv\"}}],\"totalCount\":2}",
            data.GetProperty("datasetSlices").GetRawText()
        );
        AreaFixture.AssertDone(await server.MutateAsync("restoreDataset", ireland));
        Assert.Equal(["2010 F Sophie 5504 GB-EAW, GB-NIR, GB-SCT"], await server.FiguresAsync("GB"));
    }

    /// <summary>The figures are girls of 2020: Olivia 3,640 and Isla 2,749 in England and Wales (the workbook of ONS), 334 and 347 in
    /// Scotland (NRS).</summary>
    [Fact]
    public async Task The_published_files_of_two_areas_add_up_to_the_country()
    {
        var data = Path.Combine(Repository.Folder, "tests", "BabyNames.Sources.Tests", "Data", "gb");
        await server.LoadAsync("GB", "2020girlsnames.xlsx", await File.ReadAllBytesAsync(Path.Combine(data, "2020girlsnames.xlsx")));
        var scotland = await server.LoadAsync(
            "GB",
            "scotland.csv",
            await File.ReadAllBytesAsync(Path.Combine(data, "scotland-2020-girls-top20.csv")),
            ", area: \"GB-SCT\""
        );
        Assert.Equal(
            [
                ["Isla", 3_096L, "GB-EAW, GB-SCT"],
                ["Olivia", 3_974L, "GB-EAW, GB-SCT"],
            ],
            await FiguresAsync()
        );
        AreaFixture.AssertDone(await server.MutateAsync("deleteDataset", scotland));
        Assert.Equal(
            [
                ["Isla", 2_749L, "GB-EAW"],
                ["Olivia", 3_640L, "GB-EAW"],
            ],
            await FiguresAsync()
        );

        Task<List<object[]>> FiguresAsync() =>
            server.SqlAsync(
                "SELECT name, total_count, coverage FROM name_statistics WHERE country_code = 'GB' AND name IN ('Isla', 'Olivia') "
                    + "ORDER BY name"
            );
    }

    [Fact]
    public async Task Rising_names_list_the_areas_of_both_years()
    {
        await server.LoadAsync(
            "GB",
            "ew.csv",
            "Year,Name,Sex,Count\n2010,Sophie,F,10\n2010,Emma,F,30\n2011,Sophie,F,30\n2011,Emma,F,10\n",
            ", area: \"GB-EAW\""
        );
        await server.LoadAsync("GB", "scotland.csv", "Year,Name,Sex,Count\n2011,Sophie,F,5\n", ", area: \"GB-SCT\"");
        const string arguments = "country: \"GB\", yearFrom: 2010, yearTo: 2011, gender: F";
        var data = await server.DataAsync(
            $"{{ risingNames({arguments}) {{ name countTo coverageFrom coverageTo }} fallingNames({arguments}) {{ name coverageTo }} }}"
        );
        Assert.Equal(
            """[{"name":"Sophie","countTo":35,"coverageFrom":"GB-EAW","coverageTo":"GB-EAW, GB-SCT"}]""",
            data.GetProperty("risingNames").GetRawText()
        );
        Assert.Equal("""[{"name":"Emma","coverageTo":"GB-EAW, GB-SCT"}]""", data.GetProperty("fallingNames").GetRawText());
    }

    [Fact]
    public async Task A_file_of_an_area_does_not_change_a_year_that_a_national_file_serves()
    {
        const string canada =
            "REF_DATE,GEO,DGUID,Sex at birth,First name at birth,Indicator,VALUE,STATUS\n2012,Canada,,Female,ANNA,Frequency,110,\n";
        await server.LoadAsync("CA", "17100147.csv", canada);
        var columbia = await server.LoadAsync("CA", "bc-girls.csv", "Name,2012,2013,Total\nANNA,10,11,21\n");
        Assert.Equal("completed ", await server.StatusAsync(columbia));
        Assert.Equal(["2012 F Anna 110 CA", "2013 F Anna 11 CA-BC"], await server.FiguresAsync("CA"));
    }

    [Fact]
    public async Task A_country_with_national_files_has_no_total_of_areas()
    {
        await server.LoadAsync("US", "ak.csv", "Year,Name,Sex,Count\n2012,Anna,F,10\n", ", area: \"US-AK\"");
        Assert.Empty(await server.FiguresAsync("US"));
        Assert.Equal(
            [
                ["Anna", "US-AK"],
            ],
            await server.SqlAsync("SELECT n.name, a.code FROM names n JOIN areas a ON a.id = n.area_id")
        );
    }

    [Fact]
    public async Task Rows_of_a_file_can_name_their_areas()
    {
        var id = await server.LoadAsync(
            "AU",
            "states.csv",
            "State,Year,Name,Sex,Count\nWA,1990,Jessica,F,700\nQueensland,1990,Jessica,F,524\nAU-WA,1990,Emma,F,5\n"
        );
        Assert.Equal("completed ", await server.StatusAsync(id));
        Assert.Equal(["1990 F Emma 5 AU-QLD, AU-WA", "1990 F Jessica 1224 AU-QLD, AU-WA"], await server.FiguresAsync("AU"));
        // Each figure comes from one dataset, even if the file has several rows for it.
        Assert.Equal(
            [
                [1],
                [1],
            ],
            await server.SqlAsync("SELECT dataset_count FROM name_statistics WHERE country_code = 'AU'")
        );
        var names = await server.DataAsync("{ names(where: { name: { eq: \"Jessica\" } }) { nodes { area count } } }");
        Assert.Equal("""{"nodes":[{"area":"AU-WA","count":700},{"area":"AU-QLD","count":524}]}""", names.GetProperty("names").GetRawText());

        var unknown = await server.LoadAsync("AU", "atlantis.csv", "State,Year,Name,Sex,Count\nAtlantis,1990,Jessica,F,7\n");
        Assert.StartsWith(
            "failed BN140: atlantis.csv, line 2, column State: the country has no such area",
            await server.StatusAsync(unknown),
            StringComparison.Ordinal
        );
        AreaFixture.AssertRefused(
            await server.SendAsync("AU", "states2.csv", "State,Year,Name,Sex,Count\nWA,1991,Jessica,F,7\n", ", area: \"AU-ZZ\""),
            "BN216",
            "There is no area `AU-ZZ` of AU. Known codes are AU, AU-ACT,"
        );
    }

    [Fact]
    public async Task A_file_without_an_area_is_refused_where_files_of_areas_are_served()
    {
        await server.LoadAsync("GB", "scotland.csv", "Year,Name,Sex,Count\n2010,Sophie,F,773\n", ", area: \"GB-SCT\"");
        var other = await server.LoadAsync("GB", "other.csv", "Year,Name,Sex,Count\n2011,Sophie,F,200\n");
        Assert.StartsWith(
            "failed BN217: other.csv: the file has no area, and other datasets serve parts of its country.",
            await server.StatusAsync(other),
            StringComparison.Ordinal
        );
        Assert.EndsWith("GB, GB-EAW, GB-ENG, GB-NIR, GB-SCT, GB-WLS", await server.StatusAsync(other), StringComparison.Ordinal);

        AreaFixture.AssertDone(await server.MutateAsync("reprocessDataset", other, ", reason: \"a test\", area: \"GB-NIR\""));
        Assert.Equal(["2010 F Sophie 773 GB-SCT", "2011 F Sophie 200 GB-NIR"], await server.FiguresAsync("GB"));
    }

    /// <summary>An argument is refused if the source itself determines its value.</summary>
    [Theory]
    [InlineData(", area: \"US-AK\"", "The files of us_ssa are always about US. Omit the argument `area`, which is US-AK.")]
    [InlineData(
        ", publisher: \"SSA\"",
        "The publisher of the files of us_ssa is US Social Security Administration. Omit the argument publisher."
    )]
    [InlineData(", publisher: \" \"", "The publisher has 0 characters; give 1 to 200.")]
    public async Task An_argument_that_the_source_does_not_use_is_refused(string further, string words) =>
        AreaFixture.AssertRefused(await server.SendAsync("US", "yob2001.txt", "Emma,F,10\n", further), "BN208", words);
}
