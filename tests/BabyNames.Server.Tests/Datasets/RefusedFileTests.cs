using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Tests files and upload arguments that would cause wrong figures. The server refuses them with an error code.</summary>
public sealed class RefusedFileTests(RefusedFileTests.NameLimitFixture server)
    : IClassFixture<RefusedFileTests.NameLimitFixture>,
        IAsyncLifetime
{
    private const string Anyones = "Year,Name,Sex,Count\n2001,Anna,F,10\n";
    private const string Columbia = "Name,2001,Total\nANNA,10,10\n";
    private const string Statcan =
        "REF_DATE,GEO,Sex at birth,First name at birth,Indicator,VALUE,STATUS\n2001,Canada,Female,ANNA,Frequency,5,\n";
    private const string SouthAustralia = "Given Name,Amount,Position\nANNA,10,1\n";
    private const string NewSouthWales = "Rank,Name,Number,Gender,Year\n1,Anna,10,Female,2001\n";

    private static readonly string Data = Path.Combine(Repository.Folder, "tests", "BabyNames.Sources.Tests", "Data");

    public async Task InitializeAsync() => await server.RemoveDatasetsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(", year: 1999, gender: M")]
    [InlineData(", year: 1999")]
    [InlineData(", gender: M")]
    public async Task A_workbook_with_another_year_or_sex_than_the_arguments_is_refused(string said)
    {
        var error = await RefusedAsync(
            "GB",
            "girlsnames2023.xlsx",
            await File.ReadAllBytesAsync(Path.Combine(Data, "gb", "girlsnames2023.xlsx")),
            said
        );
        Assert.StartsWith("BN137: girlsnames2023.xlsx: the title above the list states the ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("US", "yob2001.txt", "Anna,F,10\n", ", year: 2002")]
    [InlineData("US", "yob2001.txt", "Anna,F,10\n", ", gender: F")]
    [InlineData("US", "names.txt", "Anna,F,10\n", ", year: 2001, gender: F")]
    [InlineData("CA", "girls.csv", Columbia, ", year: 2001")]
    [InlineData("CA", "girls.csv", Columbia, ", gender: M")]
    [InlineData("CA", "17100147.csv", Statcan, ", year: 2001")]
    [InlineData("CA", "17100147.csv", Statcan, ", gender: F")]
    [InlineData("CA", "any.csv", Anyones, ", year: 2001")]
    [InlineData("CA", "any.csv", Anyones, ", gender: F")]
    [InlineData("AU", "female_cy2001_top.csv", SouthAustralia, ", year: 2002")]
    [InlineData("AU", "female_cy2001_top.csv", SouthAustralia, ", gender: M")]
    [InlineData("AU", "nsw.csv", NewSouthWales, ", year: 2001")]
    [InlineData("AU", "nsw.csv", NewSouthWales, ", gender: F")]
    public async Task An_argument_that_contradicts_the_file_or_is_unused_is_refused(
        string country,
        string name,
        string text,
        string said
    ) =>
        Assert.StartsWith(
            $"BN137: {name}: ",
            await RefusedAsync(country, name, Encoding.UTF8.GetBytes(text), said),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(", year: 2001")]
    [InlineData(", gender: F")]
    public async Task A_year_argument_for_an_archive_of_years_is_refused(string said) =>
        Assert.StartsWith(
            "BN137: names.zip: ",
            await RefusedAsync("US", "names.zip", Samples.Zip(("yob2001.txt", "Anna,F,10\n")), said),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("state_code")]
    [InlineData("BirthRegion")]
    [InlineData("County")]
    [InlineData("Area name")]
    [InlineData("Country")]
    [InlineData("Ethnicity")]
    [InlineData("\"Région/Region\"")]
    [InlineData("Département")]
    [InlineData("Bundesland")]
    [InlineData("Gemeente")]
    [InlineData("Provincia")]
    [InlineData("Concelho")]
    [InlineData("Kommun")]
    [InlineData("Województwo")]
    [InlineData("Občina")]
    public async Task A_table_with_an_unknown_area_column_is_refused(string column)
    {
        var content = Encoding.UTF8.GetBytes($"{column},Sex,Year,Name,Count\nWyoming,F,2001,Anna,10\n");
        var what = $": the column {column.Trim('"')} seems to be an area";
        Assert.StartsWith($"BN138: wyoming.csv{what}", await RefusedAsync("US", "wyoming.csv", content), StringComparison.Ordinal);
        // The refused file was not stored, so the second upload is not a duplicate.
        Assert.StartsWith(
            $"BN138: wyoming.csv, line 1{what}",
            await RefusedAsync("US", "wyoming.csv", content, parser: "generic_csv"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Rank")]
    [InlineData("Percentage")]
    [InlineData("Statement")]
    [InlineData("Id")]
    public async Task A_table_with_another_extra_column_is_accepted(string column)
    {
        var id = await UploadedAsync("US", "any.csv", Encoding.UTF8.GetBytes($"{column},Sex,Year,Name,Count\n1,F,2001,Anna,10\n"));
        Assert.Equal(["completed", 1], Assert.Single(await server.SqlAsync("SELECT status, row_count FROM datasets WHERE id = $1", id)));
    }

    [Fact]
    public async Task Births_in_a_future_year_are_refused()
    {
        // The year is computed from tomorrow's date, so that the test also passes on the last day of a year.
        var next = TimeProvider.System.GetUtcNow().AddDays(1).Year + 1;
        Assert.StartsWith(
            $"BN121: yob{next}.txt: ",
            await RefusedAsync("US", $"yob{next}.txt", "Anna,F,10\n"u8.ToArray()),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "BN121: any.csv, line 2, ",
            await RefusedAsync("US", "any.csv", Encoding.UTF8.GetBytes($"Year,Name,Sex,Count\n{next},Anna,F,10\n")),
            StringComparison.Ordinal
        );
        var refused = await UploadAsync("US", "names.txt", "Anna,F,10\n"u8.ToArray(), $", year: {next}");
        Assert.Equal("BN208", refused.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("GB", "gb/girlsnames2023.xlsx", 100_000, null)]
    [InlineData("GB", "gb/girlsnames2023.xlsx", 100_000, "gb_ons")]
    [InlineData("GB", "gb/girlsnames2023.xlsx", 100_000, "generic_csv")]
    [InlineData("US", "gb/girlsnames2023.xlsx", 100_000, null)]
    [InlineData("GB", "bad/gb-truncated.xls", 60_000, null)]
    [InlineData("US", "bad/zip-one-bad-year.zip", 600, null)]
    [InlineData("US", "bad/zip-one-bad-year.zip", 600, "us_ssa")]
    [InlineData("CA", "bad/zip-one-bad-year.zip", 600, null)]
    public async Task A_truncated_archive_or_workbook_is_refused(string country, string path, int length, string? parser)
    {
        var content = (await File.ReadAllBytesAsync(Path.Combine(Data, path)))[..length];
        Assert.StartsWith("BN125", await RefusedAsync(country, Path.GetFileName(path), content, parser: parser), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("US", null)]
    [InlineData("US", "us_ssa")]
    [InlineData("CA", "ca_statcan")]
    [InlineData("GB", null)]
    [InlineData("GB", "generic_csv")]
    public async Task An_archive_with_an_unsupported_compression_is_refused_at_the_upload(string country, string? parser)
    {
        var error = await RefusedAsync(
            country,
            "names.zip",
            await File.ReadAllBytesAsync(Path.Combine(Data, "bad", "zip-lzma.zip")),
            parser: parser
        );
        Assert.StartsWith("BN139", error, StringComparison.Ordinal);
        Assert.Contains("yob2001.txt: the archive member is compressed by LZMA", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_above_the_limit_of_names_is_refused()
    {
        var all = Rows(NameLimitFixture.Names);
        Assert.Equal("completed", await StatusAsync(await UploadedAsync("US", "capitals.csv", Encoding.UTF8.GetBytes(all))));
        Assert.StartsWith(
            "BN130: ",
            await RefusedAsync("US", "capitals.csv", Encoding.UTF8.GetBytes(all + "2001,ZOE,F,5\n")),
            StringComparison.Ordinal
        );
        // Spellings that normalize to the same name also count towards the limit.
        var spellings = string.Concat(Enumerable.Range(0, NameLimitFixture.Names + 1).Select(i => $"2001,{Spelling(i)},F,5\n"));
        Assert.StartsWith(
            "BN130: ",
            await RefusedAsync("US", "spellings.csv", Encoding.UTF8.GetBytes($"Year,Name,Sex,Count\n{spellings}")),
            StringComparison.Ordinal
        );
    }

    /// <summary>Returns a table with a different name in capitals in each row.</summary>
    private static string Rows(int count) =>
        "Year,Name,Sex,Count\n"
        + string.Concat(
            Enumerable
                .Range(0, count)
                .Select(i => $"2001,N{(char)('A' + (i / 26 / 26))}{(char)('A' + (i / 26 % 26))}{(char)('A' + (i % 26))},F,{i + 1}\n")
        );

    /// <summary>Returns the same name with different capitals for each number.</summary>
    private static string Spelling(int number) =>
        string.Concat("abcdefghijklmn".Select((letter, i) => (number >> i & 1) == 1 ? char.ToUpperInvariant(letter) : letter));

    /// <summary>Uploads a file that is refused by the upload or when it is read. No row of the file is stored, and there is one
    /// attempt.</summary>
    /// <returns>The error.</returns>
    private async Task<string> RefusedAsync(string country, string name, byte[] content, string said = "", string? parser = null)
    {
        var answer = await UploadAsync(country, name, content, said, parser);
        if (answer.TryGetProperty("code", out var code))
            return $"{code}: {answer.GetProperty("message")}";
        var id = answer.GetProperty("id").GetGuid();
        await server.SettleAsync(id);
        Assert.Empty(await server.SqlAsync("SELECT FROM names WHERE dataset_id = $1", id));
        Assert.Equal([1], Assert.Single(await server.SqlAsync("SELECT attempts FROM jobs WHERE dataset_id = $1", id)));
        return (string)Assert.Single(await server.SqlAsync("SELECT COALESCE(error_message, status) FROM datasets WHERE id = $1", id))[0];
    }

    private async Task<Guid> UploadedAsync(string country, string name, byte[] content)
    {
        var id = (await UploadAsync(country, name, content)).GetProperty("id").GetGuid();
        await server.SettleAsync(id);
        return id;
    }

    private async Task<string> StatusAsync(Guid id) =>
        (string)(await server.SqlAsync("SELECT status FROM datasets WHERE id = $1", id))[0][0];

    /// <returns>The dataset, or the first error.</returns>
    private async Task<JsonElement> UploadAsync(string country, string name, byte[] content, string said = "", string? parser = null)
    {
        using var request = Uploading.Request(name, content, country, parser, server.AdminKey, further: said);
        using var response = await server.Client.SendAsync(request);
        var payload = JsonDocument
            .Parse(await response.Content.ReadAsStringAsync())
            .RootElement.GetProperty("data")
            .GetProperty("uploadDataset");
        return payload.GetProperty("errors") is { ValueKind: JsonValueKind.Array } errors ? errors[0] : payload.GetProperty("dataset");
    }

    /// <summary>A server that accepts files of at most 8,000 names.</summary>
    public sealed class NameLimitFixture() : ServerFixture("--Access:AnonymousReading", "true", "--Sources:MaxRowsInMemory", $"{Names}")
    {
        public const int Names = 8_000;
    }
}
