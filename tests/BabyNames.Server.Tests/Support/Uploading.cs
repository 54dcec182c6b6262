using System.Text.Json;

namespace BabyNames.Server.Tests.Support;

/// <summary>Creates upload requests as clients send them, by the graphql-multipart-request-spec.</summary>
internal static class Uploading
{
    public const string Mutation = """
        mutation ($file: Upload!, $country: String!, $parser: String) {
          uploadDataset(input: { file: $file, country: $country, parser: $parser }) {
            dataset { id status filename fileSize sha256 parserType uploadedBy }
            errors { __typename ... on Error { code message } ... on DuplicateDatasetError { datasetId }
                ... on OverlappingSourceError { datasetId } }
          }
        }
        """;

    /// <param name="preflight">The value of the header that the server requires for multipart requests; null omits the header.</param>
    /// <param name="further">Additional fields of the input object, each after a comma.</param>
    public static HttpRequestMessage Request(
        string filename,
        byte[] content,
        string country,
        string? parser,
        string? key,
        string? preflight = "1",
        string further = ""
    ) => Request(filename, new ByteArrayContent(content), country, parser, key, preflight, further);

    public static HttpRequestMessage Request(
        string filename,
        HttpContent content,
        string country,
        string? parser,
        string? key,
        string? preflight = "1",
        string further = ""
    )
    {
        var operations = JsonSerializer.Serialize(
            new
            {
                query = Mutation.Replace("parser: $parser", $"parser: $parser{further}", StringComparison.Ordinal),
                variables = new
                {
                    file = (string?)null,
                    country,
                    parser,
                },
            }
        );
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new MultipartFormDataContent
            {
                { new StringContent(operations), "operations" },
                { new StringContent("""{"0":["variables.file"]}"""), "map" },
                { content, "0", filename },
            },
        };
        if (preflight is not null)
            request.Headers.Add("GraphQL-Preflight", preflight);
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        return request;
    }
}
