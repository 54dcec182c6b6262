using System.Globalization;
using System.Text;
using System.Xml;
using BabyNames.ODataEngine.Requests;
using BabyNames.ODataEngine.Rows;
using BabyNames.Queries;
using BabyNames.Queries.Caching;
using Microsoft.Net.Http.Headers;

namespace BabyNames.ODataEngine.Writers;

/// <summary>Writes all requested rows as CSV (RFC 4180) while they are read. There are no pages; only <c>$top</c> and the time limit bound
/// the rows. The text begins with a byte order mark, without which Excel misreads accents.</summary>
/// <param name="name">Name of the file without its extension.</param>
internal sealed class CsvWriter(ODataRequest request, string name)
{
    /// <summary>Bytes that are buffered before they are sent. An error before the first are sent still gets its HTTP status.</summary>
    private const int BufferSize = 64 * 1024;

    /// <summary>Writes the rows.</summary>
    /// <exception cref="ODataRequestException">The request has options that CSV does not support.</exception>
    public async Task WriteAsync(EntitySet entitySet, QueryOptions query, RowQuery rows, CancellationToken cancellationToken)
    {
        if (query.WantsCount)
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                $"CSV cannot contain a count. Omit $count, or request {name}/$count."
            );
        if (query.IsTable)
        {
            var table = new Table(query, rows, entitySet.Order);
            if (table.References.Count > 0)
                throw new ODataRequestException(ODataErrorCodes.NotImplemented, "CSV cannot contain references.");
            await WriteAsync(
                table.Columns.Select(column => column.Path),
                table.StreamAsync(),
                table.Columns.Count,
                (csv, row, i) => Write(csv, row[i]),
                cancellationToken
            );
            return;
        }
        if (
            EntitySelection.Properties(query.Type, query.Selection) is not { } properties
            || EntityColumn.Find(entitySet.RowType, query.Model, properties) is not { } columns
        )
            throw new ODataRequestException(
                ODataErrorCodes.NotImplemented,
                "CSV supports only properties of the set in $select, and no $expand."
            );
        var page = await entitySet.ReadAsync(query, rows, cancellationToken);
        await WriteAsync(
            columns.Select(column => column.Name.ToString()),
            page.Rows,
            columns.Length,
            (csv, row, i) => columns[i].Write(csv, row),
            cancellationToken
        );
    }

    private async Task WriteAsync<T>(
        IEnumerable<string> heading,
        IAsyncEnumerable<T> rows,
        int width,
        Action<TextWriter, T, int> write,
        CancellationToken cancellationToken
    )
    {
        SetHeaders();
        await using var csv = new StreamWriter(
            request.Body,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            bufferSize: 4096,
            leaveOpen: true
        )
        {
            NewLine = "\r\n",
        };
        csv.WriteLine(string.Join(',', heading));
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            for (var i = 0; i < width; i++)
            {
                if (i > 0)
                    csv.Write(',');
                write(csv, row, i);
            }
            csv.WriteLine();
            request.Rows++;
            if (request.Body.Length >= BufferSize)
                await SendAsync();
        }
        csv.Flush();
        if (request.IsStreamed)
            await SendAsync();
    }

    /// <summary>Writes a value as a cell. A text that spreadsheets would evaluate as a formula gets an apostrophe at its
    /// beginning.</summary>
    public static void Write<T>(TextWriter csv, T value) =>
        csv.Write(
            value switch
            {
                string text => Quote(text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text),
                null => "",
                _ => Text(value),
            }
        );

    /// <summary>Returns the text of a value, as the raw value of a property is written.</summary>
    public static string Text(object value) =>
        value switch
        {
            string text => text,
            DateTimeOffset timestamp => XmlConvert.ToString(timestamp),
            DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            TimeSpan duration => XmlConvert.ToString(duration),
            bool boolean => XmlConvert.ToString(boolean),
            double number => XmlConvert.ToString(number),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new ArgumentOutOfRangeException(nameof(value), value, message: null),
        };

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private void SetHeaders()
    {
        var headers = request.Http.Response.Headers;
        headers.ContentType = "text/csv; charset=utf-8; header=present";
        headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"{name}.csv" }.ToString();
    }

    private async Task SendAsync()
    {
        if (!request.IsStreamed)
        {
            var snapshot = RequestSnapshot.Current!;
            if (!snapshot.IsAcceptable)
                throw new DataVersionException(snapshot.MinVersion);
            ConsistentRead.WriteVersion(request.Http.Response, snapshot.Version);
        }
        request.IsStreamed = true;
        var body = (MemoryStream)request.Body;
        await request.Http.Response.BodyWriter.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), request.Http.RequestAborted);
        body.SetLength(0);
    }
}
