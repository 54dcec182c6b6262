using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace BabyNames.Sources.GbOns;

/// <summary>Reads the sheets and rows of an xls or xlsx workbook from an untrusted client, one after the other.</summary>
internal sealed class Workbook : IDisposable
{
    private const int MaxSheets = 100;
    private const int MaxRows = 1_048_576;
    private const int MaxColumns = 16_384;

    private readonly SourceFile _file;
    private readonly IExcelDataReader _reader;
    private bool _hasSheet;

    static Workbook() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <exception cref="SourceFormatException">The file is not a workbook, is encrypted or damaged, or exceeds a limit.</exception>
    public Workbook(SourceFile file, CancellationToken cancellationToken)
    {
        WorkbookCheck.RequireWorkbook(file);
        _file = file;
        file.Content.Position = 0;
        _reader = Guard(() => ExcelReaderFactory.CreateReader(new MeteredStream(file, cancellationToken), new() { LeaveOpen = true }));
        if (Guard(() => _reader.ResultsCount) > MaxSheets)
            throw OverLimit($"the workbook has more than {MaxSheets} sheets");
    }

    /// <summary>Name of the current sheet.</summary>
    public string Sheet { get; private set; } = "";

    /// <summary>Number of the current row, from 1; 0 before the first.</summary>
    public int Row { get; private set; }

    /// <summary>Number of the columns of the current sheet, including empty ones.</summary>
    public int Columns { get; private set; }

    /// <summary>The value in a column (from 0) of the current row; null beyond the last column.</summary>
    public object? this[int column] => column < Columns ? Guard(() => _reader.GetValue(column)) : null;

    public bool NextSheet()
    {
        if (_hasSheet && !Guard(_reader.NextResult))
            return false;
        _hasSheet = true;
        Sheet = Guard(() => _reader.Name) ?? "";
        Row = 0;
        Columns = Guard(() => _reader.FieldCount);
        // The library allocates every row in the width of the sheet, which a single cell can determine.
        return Columns <= MaxColumns ? true : throw OverLimit($"sheet {Sheet} has more than {MaxColumns:N0} columns");
    }

    public bool NextRow()
    {
        if (!Guard(_reader.Read))
            return false;
        // The library returns an empty row for each number that a sheet skips, so a single cell can determine the number of rows.
        return ++Row <= MaxRows ? true : throw OverLimit($"sheet {Sheet} has more than {MaxRows:N0} rows");
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Runs a call of the library and turns its exceptions into errors of the file. For damaged files the library throws
    /// exceptions of any kind (null reference, index, overflow, XML, end of stream). Errors of the disk pass.</summary>
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
                "the workbook is damaged or incomplete; upload it again as published"
            );
        }
    }

    private SourceFormatException OverLimit(string reason) => new(SourceCodes.OverLimit, _file.FileName, SourceError.Printable(reason));
}
