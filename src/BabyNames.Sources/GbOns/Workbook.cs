using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace BabyNames.Sources.GbOns;

/// <summary>Sheets and rows of an xls or xlsx workbook from a stranger, one after the other, nothing read ahead of need.</summary>
internal sealed class Workbook : IDisposable
{
    private const int MostSheets = 100;
    private const int MostRows = 1_048_576;
    private const int MostColumns = 16_384;

    private readonly SourceFile _file;
    private readonly IExcelDataReader _reader;
    private bool _opened;

    static Workbook() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <exception cref="SourceFormatException">Not a workbook that may be read.</exception>
    public Workbook(SourceFile file, CancellationToken cancellationToken)
    {
        WorkbookCheck.Expect(file);
        _file = file;
        file.Content.Position = 0;
        _reader = Guard(() => ExcelReaderFactory.CreateReader(new MeteredStream(file, cancellationToken), new() { LeaveOpen = true }));
        if (Guard(() => _reader.ResultsCount) > MostSheets)
            throw OverLimit($"the workbook has more than {MostSheets} sheets");
    }

    /// <summary>Name of the sheet.</summary>
    public string Sheet { get; private set; } = "";

    /// <summary>Number of the row last read, from 1.</summary>
    public int Row { get; private set; }

    /// <summary>Columns of the sheet, empty ones included.</summary>
    public int Columns { get; private set; }

    /// <summary>The value in a column (from 0) of the row last read; null beyond the last one.</summary>
    public object? this[int column] => column < Columns ? Guard(() => _reader.GetValue(column)) : null;

    public bool NextSheet()
    {
        if (_opened && !Guard(_reader.NextResult))
            return false;
        _opened = true;
        Sheet = Guard(() => _reader.Name) ?? "";
        Row = 0;
        Columns = Guard(() => _reader.FieldCount);
        // The library makes every row as wide as the rightmost cell says.
        return Columns <= MostColumns ? true : throw OverLimit($"sheet {Sheet} has more than {MostColumns:N0} columns");
    }

    public bool NextRow()
    {
        if (!Guard(_reader.Read))
            return false;
        // The library makes up the rows that are left out before one with a high number.
        return ++Row <= MostRows ? true : throw OverLimit($"sheet {Sheet} has more than {MostRows:N0} rows");
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>The library meets damage with exceptions of any kind (null reference, index, overflow, XML, end of stream):
    /// all of them are a fault of the file, save those of the disk.</summary>
    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidPasswordException)
        {
            throw new SourceFormatException(
                SourceCodes.Encrypted,
                _file.FileName,
                "the workbook is encrypted; upload it without a password"
            );
        }
        catch (Exception exception)
            when (exception is EndOfStreamException or not (SourceFormatException or OperationCanceledException or IOException))
        {
            throw new SourceFormatException(
                SourceCodes.Damaged,
                _file.FileName,
                "the workbook is damaged or cut short; upload it again as published"
            );
        }
    }

    private SourceFormatException OverLimit(string reason) => new(SourceCodes.OverLimit, _file.FileName, SourceError.Printable(reason));
}
