using System.Text;
using BabyNames.Sources.Text;

namespace BabyNames.Sources.UsSsa;

/// <summary>Reads the file of one year line by line.</summary>
internal sealed class YearRows(int year, string file, SourceLimits limits, SourceReport report)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly NameRows _rows = new(file, limits, report);

    /// <param name="advance">Called after every line to update the progress.</param>
    /// <exception cref="SourceFormatException">The file has more rows than the limit in <see cref="SourceLimits"/>.</exception>
    public IEnumerable<NameRecord> Read(ByteLines lines, Action advance, CancellationToken cancellationToken)
    {
        while (lines.Read())
        {
            if (lines.Number % 1_000 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            advance();
            if (!lines.Line.IsEmpty && Add(lines) is { } error)
                Reject(lines, error);
        }
        foreach (var record in _rows.Drain())
            yield return record;
    }

    private RowError? Add(ByteLines lines)
    {
        if (lines.IsTruncated)
            return new(SourceCodes.LineTooLong, $"the line is longer than {ByteLines.MaxLineLength:N0} bytes");
        if (!lines.Line.Contains((byte)'"'))
            return Add(Fields.Split(lines.Line, (byte)','));
        return Fields.TryUnquote(lines.Line, out var unquoted)
            ? Add(Fields.Split(unquoted, Fields.QuotedSeparator))
            : new(SourceCodes.Quote, "a quote is opened and not closed on the line");
    }

    private RowError? Add(Fields fields)
    {
        if (fields.Count != 3)
            return new(SourceCodes.Columns, $"expected three columns, Name,Sex,Count; found {fields.Count}");
        if (fields.Second is not [(byte)'F' or (byte)'M'])
            return new(SourceCodes.Gender, "the sex is neither F nor M");
        if (!TryParseCount(fields.Third, out var count))
            return new(SourceCodes.Count, $"the count is not a whole number from 1 to {int.MaxValue}");
        try
        {
            return _rows.Add(year, (char)fields.Second[0], NamePool.Shared.Get(fields.First) ?? StrictUtf8.GetString(fields.First), count);
        }
        catch (DecoderFallbackException)
        {
            return new(SourceCodes.Encoding, "the text is not UTF-8");
        }
    }

    private static bool TryParseCount(ReadOnlySpan<byte> digits, out int count)
    {
        count = 0;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && int.TryParse(digits, out count) && count > 0;
    }

    private void Reject(ByteLines lines, RowError error)
    {
        var text = SourceError.Printable(Encoding.UTF8.GetString(lines.Line[..Math.Min(lines.Line.Length, 400)]));
        report.Add(new(error.Code, SourceError.Printable(file), lines.Number, text, error.Reason, Column(error.Code)));
    }

    /// <summary>Returns the name of the column that a code is about. The files have no heading; the publisher's documentation names the
    /// columns.</summary>
    private static string? Column(string code) =>
        code switch
        {
            SourceCodes.Name or SourceCodes.Duplicate => "Name",
            SourceCodes.Gender => "Sex",
            SourceCodes.Count => "Count",
            _ => null,
        };
}
