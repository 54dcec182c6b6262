using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

/// <summary>Checks that text of an admin does not change the display of the text around it.</summary>
public class FreeTextTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    public static TheoryData<string> Harmful =>
        new(
            "a\u202eb",
            "a\u2066b\u2069",
            "\u200fa",
            "a\u200b",
            "a\ufeffb",
            "a\u001b[31m",
            "a\nb",
            "a\tb",
            "a\u007f",
            "a\u0085",
            "a\u2028b",
            "a\u00ad",
            "a\ue000"
        );

    [Theory]
    [MemberData(nameof(Harmful))]
    public async Task A_key_name_or_a_reason_with_invisible_characters_is_refused(string text)
    {
        var id = (await server.SqlAsync("SELECT id FROM datasets WHERE deleted_at IS NULL LIMIT 1"))[0][0];
        foreach (
            var (query, variables) in new (string, object)[]
            {
                (
                    "mutation ($text: String!) { made: createApiKey(input: { name: $text, role: VIEWER }) { apiKey { key } "
                        + "errors { ... on Error { code message } } } }",
                    new { text }
                ),
                (
                    "mutation ($text: String!, $id: UUID!) { made: reprocessDataset(input: { datasetId: $id, reason: $text }) { "
                        + "dataset { id } errors { ... on Error { code message } } } }",
                    new { text, id }
                ),
            }
        )
        {
            var made = (await server.DataAsync(query, variables, server.AdminKey)).GetProperty("made");
            Assert.Equal(JsonValueKind.Null, made.EnumerateObject().First().Value.ValueKind);
            var error = Assert.Single(made.GetProperty("errors").EnumerateArray());
            Assert.Equal("BN208", error.GetProperty("code").GetString());
            Assert.Contains("direction marks", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain(text, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
        Assert.Equal(0L, (await server.SqlAsync("SELECT COUNT(*) FROM api_keys WHERE name = $1", text))[0][0]);
        Assert.Equal(0L, (await server.SqlAsync("SELECT COUNT(*) FROM jobs WHERE type = 'reprocess'"))[0][0]);
    }

    [Theory]
    [InlineData("Zoë O'Neil (İstanbul) 東京 😀")]
    [InlineData("نوشی\u200cنامه")]
    public async Task Text_of_any_script_is_accepted(string name)
    {
        var made = await server.DataAsync(
            "mutation ($name: String!) { createApiKey(input: { name: $name, role: VIEWER }) { apiKey { key } "
                + "errors { ... on Error { message } } } }",
            new { name },
            server.AdminKey
        );
        Assert.Equal(JsonValueKind.Null, made.GetProperty("createApiKey").GetProperty("errors").ValueKind);
        Assert.Equal(1L, (await server.SqlAsync("SELECT COUNT(*) FROM api_keys WHERE name = $1", name))[0][0]);
    }
}
