using System.Globalization;
using System.Text;
using System.Xml;
using BabyNames.ODataEngine.Requests;
using BabyNames.ODataEngine.Rows;
using BabyNames.Queries;
using Microsoft.Net.Http.Headers;

namespace BabyNames.ODataEngine.Writers;

/// <summary>Writes all rows that are asked for as CSV (RFC 4180), while they are read: there are no pages, <c>$top</c> and the
/// time limit are the only ends. Begins with a byte order mark, without which Excel misreads accents.</summary>
/// <param name="name">Of the file.</param>
internal sealed class CsvWriter(ODataRequest request, string name)
{
    /// <summary>Bytes of the beginning that is held back: what goes wrong before still gets its status.</summary>
    private const int Piece = 64 * 1024;

    /// <exception cref="ODataRequestException">Options that CSV has no place for.</exception>
    public async Task WriteAsync(EntitySet entitySet, QueryOptions query, RowQuery rows, CancellationToken cancellationToken)
    {
        if (query.WantsCount)
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                $"CSV has no place for a count; leave out $count, or ask for {name}/$count."
            );
        if (query.IsTable)
        {
            var table = new Table(query, rows, entitySet.Order);
            if (table.References.Count > 0)
                throw new ODataRequestException(ODataErrorCodes.NotImplemented, "CSV has no place for references.");
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
            || EntityColumn.Of(entitySet.RowType, query.Model, properties) is not { } columns
        )
            throw new ODataRequestException(
                ODataErrorCodes.NotImplemented,
                "CSV has columns of one set: $select takes its properties, $expand is not served."
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
            if (request.Body.Length >= Piece)
                await SendAsync();
        }
        csv.Flush();
        if (request.IsStreamed)
            await SendAsync();
    }

    /// <summary>A text that a spreadsheet would take for a formula gets an apostrophe before it.</summary>
    public static void Write<T>(TextWriter csv, T value) =>
        csv.Write(
            value switch
            {
                string text => Quote(text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text),
                null => "",
                _ => Text(value),
            }
        );

    /// <summary>A value as it stands alone.</summary>
    public static string Text(object value) =>
        value switch
        {
            string text => text,
            DateTimeOffset moment => XmlConvert.ToString(moment),
            DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            TimeSpan duration => XmlConvert.ToString(duration),
            bool yes => XmlConvert.ToString(yes),
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
        request.IsStreamed = true;
        var body = (MemoryStream)request.Body;
        await request.Http.Response.BodyWriter.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), request.Http.RequestAborted);
        body.SetLength(0);
    }
}
