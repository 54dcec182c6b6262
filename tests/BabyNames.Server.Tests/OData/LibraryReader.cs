using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;

namespace BabyNames.Server.Tests.OData;

/// <summary>Reads responses with the reader of Microsoft.OData.Core. The only model of the reader is the server's metadata
/// document.</summary>
internal sealed class LibraryReader(IEdmModel model)
{
    /// <summary>The dictionary key for the URL of an entity reference. A reference in a response has no other properties.</summary>
    private const string Reference = "$ref";

    public IEdmModel Model => model;

    public static async Task<LibraryReader> CreateAsync(HttpClient client)
    {
        using var metadata = XmlReader.Create(new StringReader(await client.GetStringAsync("/odata/$metadata")));
        return new(CsdlReader.Parse(metadata));
    }

    /// <summary>Reads a whole response and compares each value that the library returns with the text of the response.</summary>
    /// <exception cref="ODataException">The library refuses the response.</exception>
    public async Task<LibraryAnswer> ReadAsync(HttpResponseMessage response, string body)
    {
        using var message = new ODataMessageReader(new Message(response, body), Settings(response.RequestMessage!.RequestUri!), model);
        var kind = (await message.DetectPayloadKindAsync()).First().PayloadKind;
        var answer = kind switch
        {
            ODataPayloadKind.ResourceSet => await ReadAsync(await message.CreateODataResourceSetReaderAsync()),
            ODataPayloadKind.Resource => await ReadAsync(await message.CreateODataResourceReaderAsync()),
            ODataPayloadKind.Property => new((await message.ReadPropertyAsync()).Value),
            ODataPayloadKind.EntityReferenceLink => new(Link(await message.ReadEntityReferenceLinkAsync())),
            ODataPayloadKind.EntityReferenceLinks => Links(await message.ReadEntityReferenceLinksAsync()),
            ODataPayloadKind.ServiceDocument => new((await message.ReadServiceDocumentAsync()).EntitySets.Select(set => set.Name).ToList()),
            ODataPayloadKind.Error => new((await message.ReadErrorAsync()).Code),
            ODataPayloadKind.Value => new(await message.ReadValueAsync(EdmCoreModel.Instance.GetString(isNullable: true))),
            _ => throw new NotSupportedException($"{kind}"),
        };
        if (
            kind
            is ODataPayloadKind.ResourceSet
                or ODataPayloadKind.Resource
                or ODataPayloadKind.Property
                or ODataPayloadKind.EntityReferenceLinks
        )
            Compare(JsonDocument.Parse(body).RootElement, kind is ODataPayloadKind.Resource ? null : "value", answer.Value);
        return answer;
    }

    private static ODataMessageReaderSettings Settings(Uri address)
    {
        var settings = new ODataMessageReaderSettings(ODataVersion.V401) { BaseUri = address };
        settings.MessageQuotas.MaxReceivedMessageSize = 100_000_000;
        // The metadata does not declare the columns that a request computes.
        if (address.Query.Contains("$apply", StringComparison.Ordinal) || address.Query.Contains("$compute", StringComparison.Ordinal))
            settings.Validations &= ~ValidationKinds.ThrowOnUndeclaredPropertyForNonOpenType;
        return settings;
    }

    private async Task<LibraryAnswer> ReadAsync(ODataReader reader)
    {
        var open = new Stack<object>([new List<object?>()]);
        var answer = new LibraryAnswer(null);
        while (await reader.ReadAsync())
        {
            switch (reader.State)
            {
                case ODataReaderState.ResourceSetStart:
                    open.Push(new List<object?>());
                    break;
                case ODataReaderState.ResourceStart:
                    open.Push(new Dictionary<string, object?>());
                    break;
                case ODataReaderState.NestedResourceInfoStart:
                    open.Push(((ODataNestedResourceInfo)reader.Item!).Name);
                    break;
                case ODataReaderState.NestedResourceInfoEnd:
                    open.Pop();
                    break;
                case ODataReaderState.EntityReferenceLink:
                    Add(open, new Dictionary<string, object?> { [Reference] = Link((ODataEntityReferenceLink)reader.Item!) });
                    break;
                case ODataReaderState.ResourceSetEnd:
                    var set = (ODataResourceSet)reader.Item!;
                    answer = answer with { Next = set.NextPageLink, Count = set.Count };
                    Add(open, open.Pop());
                    break;
                case ODataReaderState.ResourceEnd:
                    var row = (Dictionary<string, object?>)open.Pop();
                    if (reader.Item is ODataResource resource)
                    {
                        foreach (var property in resource.Properties.OfType<ODataProperty>())
                            row.Add(property.Name, property.Value);
                        // The library builds the id from the key, so the row must contain all key properties.
                        if (
                            model.FindDeclaredType(resource.TypeName) is IEdmEntityType type
                            && type.Key().All(key => row.ContainsKey(key.Name))
                        )
                            answer.Ids.Add(resource.Id);
                    }
                    Add(open, reader.Item is null ? null : row);
                    break;
                default:
                    throw new NotSupportedException($"{reader.State}");
            }
        }
        return answer with { Value = ((List<object?>)open.Single()).Single() };
    }

    private static void Add(Stack<object> open, object? value)
    {
        if (open.Peek() is string name)
        {
            open.Pop();
            ((Dictionary<string, object?>)open.Peek()).Add(name, value);
            open.Push(name);
        }
        else
            ((List<object?>)open.Peek()).Add(value);
    }

    private static string Link(ODataEntityReferenceLink link) => link.Url.OriginalString;

    private static LibraryAnswer Links(ODataEntityReferenceLinks links) =>
        new(links.Links.Select(link => (object?)new Dictionary<string, object?> { [Reference] = Link(link) }).ToList())
        {
            Next = links.NextPageLink,
            Count = links.Count,
        };

    /// <param name="member">The property of the JSON object that contains the value; null if the whole text is the value.</param>
    private static void Compare(JsonElement text, string? member, object? value)
    {
        if (member is not null)
            text = text.GetProperty(member);
        switch (value)
        {
            case Dictionary<string, object?> row when row.ContainsKey(Reference):
                Assert.Equal(
                    text.EnumerateObject().Single().Value.GetString(),
                    new Uri((string)row[Reference]!).PathAndQuery.Replace("/odata/", "", StringComparison.Ordinal)
                );
                break;
            case Dictionary<string, object?> row:
                Assert.Equal(
                    text.EnumerateObject().Select(property => property.Name).Where(name => !name.Contains('@')).Order(),
                    row.Keys.Order()
                );
                foreach (var (name, inner) in row)
                    Compare(text, name, inner);
                break;
            case List<object?> rows:
                Assert.Equal(text.GetArrayLength(), rows.Count);
                foreach (var (element, row) in text.EnumerateArray().Zip(rows))
                    Compare(element, null, row);
                break;
            default:
                Assert.Equal(Primitive(text, value), value);
                break;
        }
    }

    /// <summary>Parses the text as a value of the type that the library has returned.</summary>
#pragma warning disable CS0618 // The library reads days and times of day as its own types, which are obsolete.
    private static object? Primitive(JsonElement text, object? value)
    {
        var raw = text.ValueKind == JsonValueKind.String ? text.GetString()! : text.GetRawText();
        return value switch
        {
            null => text.ValueKind == JsonValueKind.Null ? null : raw,
            string => raw,
            int => int.Parse(raw, CultureInfo.InvariantCulture),
            long => long.Parse(raw, CultureInfo.InvariantCulture),
            decimal => decimal.Parse(raw, NumberStyles.Float, CultureInfo.InvariantCulture),
            double => XmlConvert.ToDouble(raw),
            bool => text.GetBoolean(),
            Guid => text.GetGuid(),
            DateTimeOffset => text.GetDateTimeOffset(),
            Date => Date.Parse(raw),
            TimeOfDay => TimeOfDay.Parse(raw),
            TimeSpan => XmlConvert.ToTimeSpan(raw),
            // The library returns another type if neither the metadata nor the response declares the type of the value.
            _ => throw new NotSupportedException($"{value.GetType()} {raw}"),
        };
    }
#pragma warning restore CS0618

    private sealed class Message(HttpResponseMessage response, string body) : IODataResponseMessageAsync
    {
        public IEnumerable<KeyValuePair<string, string>> Headers =>
            response
                .Headers.Concat(response.Content.Headers)
                .Select(header => KeyValuePair.Create(header.Key, string.Join(',', header.Value)));

        public int StatusCode
        {
            get => (int)response.StatusCode;
            set => throw new NotSupportedException();
        }

        public string? GetHeader(string headerName) =>
            Headers.FirstOrDefault(header => header.Key.Equals(headerName, StringComparison.OrdinalIgnoreCase)).Value;

        public void SetHeader(string headerName, string headerValue) => throw new NotSupportedException();

        public Stream GetStream() => new MemoryStream(Encoding.UTF8.GetBytes(body));

        public Task<Stream> GetStreamAsync() => Task.FromResult(GetStream());
    }
}

/// <param name="Value">The value of the response: a list of rows, a row, or a single value.</param>
internal sealed record LibraryAnswer(object? Value)
{
    public Uri? Next { get; init; }

    public long? Count { get; init; }

    /// <summary>The ids of the rows, which are in the response or are built by the conventions of OData. The ids of nested rows precede the
    /// id of the row that contains them.</summary>
    public List<Uri?> Ids { get; init; } = [];

    public List<Dictionary<string, object?>> Rows => ((List<object?>)Value!).ConvertAll(row => (Dictionary<string, object?>)row!);
}
