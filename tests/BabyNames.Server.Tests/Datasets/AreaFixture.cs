using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>A server with an empty database, and uploads of small tables for any country.</summary>
public sealed class AreaFixture : ServerFixture
{
    /// <summary>Uploads a file and returns the payload of the mutation.</summary>
    public Task<JsonElement> SendAsync(string country, string filename, string content, string further = "") =>
        SendAsync(country, filename, Encoding.UTF8.GetBytes(content), further);

    /// <summary>Uploads a file that the server must accept, and waits until the file is read.</summary>
    public Task<Guid> LoadAsync(string country, string filename, string content, string further = "") =>
        LoadAsync(country, filename, Encoding.UTF8.GetBytes(content), further);

    private async Task<JsonElement> SendAsync(string country, string filename, byte[] content, string further)
    {
        using var request = Uploading.Request(filename, content, country, parser: null, AdminKey, further: further);
        using var response = await Client.SendAsync(request);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("data").GetProperty("uploadDataset");
    }

    /// <inheritdoc cref="LoadAsync(string, string, string, string)"/>
    public async Task<Guid> LoadAsync(string country, string filename, byte[] content, string further = "")
    {
        var payload = await SendAsync(country, filename, content, further);
        AssertDone(payload);
        var id = payload.GetProperty("dataset").GetProperty("id").GetGuid();
        await SettleAsync(id);
        return id;
    }

    /// <summary>Sends a mutation of a dataset, waits for the reading that it may cause, and returns its payload.</summary>
    public async Task<JsonElement> MutateAsync(string mutation, Guid dataset, string further = "")
    {
        var payload = (
            await DataAsync(
                $"mutation($id: UUID!) {{ {mutation}(input: {{ datasetId: $id{further} }}) {{ dataset {{ id }} "
                    + $"errors {{ ... on Error {{ code message }} }} }} }}",
                new { id = dataset },
                AdminKey
            )
        ).GetProperty(mutation);
        await SettleAsync(dataset);
        return payload;
    }

    public async Task<string> StatusAsync(Guid dataset) =>
        string.Concat(
            await Databases.Owner.OneAsync<string>("SELECT CONCAT(status, ' ', error_message) FROM datasets WHERE id = $1", dataset)
        );

    /// <summary>Returns the figures of a country from GraphQL, as <c>YEAR SEX NAME BIRTHS COVERAGE</c>.</summary>
    public async Task<IEnumerable<string>> FiguresAsync(string country)
    {
        var data = await DataAsync(
            "query($code: String!) { nameStatistics(where: { countryCode: { eq: $code } }) { nodes { year gender name count coverage } } }",
            new { code = country }
        );
        return data.GetProperty("nameStatistics")
            .GetProperty("nodes")
            .EnumerateArray()
            .Select(row => string.Join(' ', row.EnumerateObject().Select(field => field.Value.ToString())));
    }

    public static void AssertDone(JsonElement payload) => Assert.Equal(JsonValueKind.Null, payload.GetProperty("errors").ValueKind);

    /// <summary>Checks that a mutation is refused with this error code and that the message contains these words.</summary>
    public static void AssertRefused(JsonElement payload, string code, string words)
    {
        var error = Assert.Single(payload.GetProperty("errors").EnumerateArray());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Contains(words, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
