using System.Text;
using BabyNames.Sources.Text;

namespace BabyNames.Sources.UsSsa;

/// <summary>The rows of one year's file, line by line.</summary>
internal sealed class YearRows(int year, string file, SourceLimits limits, SourceReport report)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly NameRows _rows = new(file, limits, report);

    /// <param name="advance">Called after every line that may have read on.</param>
    /// <exception cref="SourceFormatException">More names than <see cref="SourceLimits.MaxRowsInMemory"/>.</exception>
    public IEnumerable<NameRecord> Read(ByteLines lines, Action advance, CancellationToken cancellationToken)
    {
        while (lines.Read())
        {
            if (lines.Number % 1_000 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            advance();
            if (!lines.Line.IsEmpty && Add(lines) is { } fault)
                Reject(lines, fault);
        }
        foreach (var record in _rows.Drain())
            yield return record;
    }

    private RowError? Add(ByteLines lines)
    {
        if (lines.IsCut)
            return new(SourceCodes.LineTooLong, $"the line is longer than {ByteLines.LongestLine:N0} bytes");
        if (!lines.Line.Contains((byte)'"'))
            return Add(Fields.Split(lines.Line, (byte)','));
        return Fields.TrySplitQuoted(lines.Line, out var unquoted)
            ? Add(Fields.Split(unquoted, Fields.QuotedSeparator))
            : new(SourceCodes.Quote, "a quote is opened and not closed on the line");
    }

    private RowError? Add(Fields fields)
    {
        if (fields.Count != 3)
            return new(SourceCodes.Columns, $"expected three columns, Name,Sex,Count; found {fields.Count}");
        if (fields.Second is not [(byte)'F' or (byte)'M'])
            return new(SourceCodes.Gender, "the sex is neither F nor M");
        if (!TryCount(fields.Third, out var count))
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

    private static bool TryCount(ReadOnlySpan<byte> digits, out int count)
    {
        count = 0;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && int.TryParse(digits, out count) && count > 0;
    }

    private void Reject(ByteLines lines, RowError fault)
    {
        var text = SourceError.Printable(Encoding.UTF8.GetString(lines.Line[..Math.Min(lines.Line.Length, 400)]));
        report.Add(new(fault.Code, SourceError.Printable(file), lines.Number, text, fault.Reason, Column(fault.Code)));
    }

    /// <summary>The files have no heading; these are the names that the publisher's note gives the columns.</summary>
    private static string? Column(string code) =>
        code switch
        {
            SourceCodes.Name or SourceCodes.Duplicate => "Name",
            SourceCodes.Gender => "Sex",
            SourceCodes.Count => "Count",
            _ => null,
        };
}
