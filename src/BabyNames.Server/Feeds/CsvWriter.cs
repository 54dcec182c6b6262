using System.Globalization;
using System.Text;
using System.Xml;
using BabyNames.Data;
using BabyNames.Server.Errors;
using Microsoft.Net.Http.Headers;
using Microsoft.OData;

namespace BabyNames.Server.Feeds;

/// <summary>Writes all rows that are asked for as CSV (RFC 4180), while they are read: there are no pages, <c>$top</c> and the
/// time limit are the only ends. Begins with a byte order mark, without which Excel misreads accents.</summary>
internal sealed class CsvWriter(FeedRequest request, Feed feed, FeedQuery query)
{
    /// <summary>As good as none.</summary>
    public const int MostRows = int.MaxValue - 1;

    private const string MediaType = "text/csv";

    /// <summary>Bytes of the beginning that is held back: what goes wrong before still gets its status.</summary>
    private const int Piece = 64 * 1024;

    public static bool IsAsked(HttpRequest request) => request.Query["$format"].ToString() switch
    {
        "" => request.GetTypedHeaders().Accept.Where(one => one.Quality is not 0).OrderByDescending(one => one.Quality ?? 1)
            .FirstOrDefault(one => one.MediaType == MediaType || one.MediaType == "application/json" || one.MatchesAllTypes)?.MediaType == MediaType,
        var format => format is "csv" || format.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase),
    };

    /// <exception cref="FeedException">Options that CSV has no place for.</exception>
    public async Task WriteAsync(BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        if (query.WantsCount)
            throw new FeedException(ErrorCodes.InvalidQuery, $"CSV has no place for a count; leave out $count, or ask for {query.Set.Name}/$count.");
        var columns = FeedSelection.Properties(query.Set.EntityType, query.Selection) is { } properties ? FeedColumn.Of(feed, query, properties) : null;
        if (columns is null)
            throw new FeedException(ErrorCodes.NotImplemented, "CSV has columns of one set: $select takes its properties, $expand is not served.");
        var page = await feed.ReadAsync(query, database, cancellationToken);
        SetHeaders();
        await using var csv = new StreamWriter(request.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 4096, leaveOpen: true) { NewLine = "\r\n" };
        csv.WriteLine(string.Join(',', columns.Select(column => column.Name)));
        await foreach (var row in page.Rows.WithCancellation(cancellationToken))
        {
            Write(csv, columns, row);
            if (request.Body.Length >= Piece)
                await SendAsync();
        }
        csv.Flush();
        if (request.IsStreamed)
            await SendAsync();
    }

    /// <summary>A text that a spreadsheet would take for a formula gets an apostrophe before it.</summary>
    public static void Write<T>(TextWriter csv, T value) => csv.Write(value switch
    {
        string text => Quote(text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text),
        DateTimeOffset moment => XmlConvert.ToString(moment),
        bool yes => XmlConvert.ToString(yes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, message: null),
    });

    private static void Write(TextWriter csv, FeedColumn[] columns, object row)
    {
        columns[0].Write(csv, row);
        foreach (var column in columns.AsSpan(1))
        {
            csv.Write(',');
            column.Write(csv, row);
        }
        csv.WriteLine();
    }

    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private void SetHeaders()
    {
        var headers = request.Http.Response.Headers;
        headers.ContentType = "text/csv; charset=utf-8; header=present";
        headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"{query.Set.Name}.csv" }.ToString();
        headers["OData-Version"] = ODataUtils.ODataVersionToString(request.Version);
    }

    private async Task SendAsync()
    {
        request.IsStreamed = true;
        var body = (MemoryStream)request.Body;
        await request.Http.Response.BodyWriter.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), request.Http.RequestAborted);
        body.SetLength(0);
    }
}
