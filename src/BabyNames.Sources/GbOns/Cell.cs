namespace BabyNames.Sources.GbOns;

/// <summary>Converts the value of a cell of a workbook.</summary>
internal static class Cell
{
    // A shared text can be as long as the file and be the value of a million cells, each of which would be trimmed.
    private const int MaxTextLength = 1_000;

    public static bool IsBlank(object? value) =>
        value is null || (value is string { Length: <= MaxTextLength } text && string.IsNullOrWhiteSpace(text));

    public static bool IsNumber(object? value) => value is double or int;

    /// <summary>Converts a name. Excel stores a typed TRUE as a Boolean, and True is a name in several years.</summary>
    /// <returns>The trimmed name; null for a number, a date, an error or a text that is too long.</returns>
    public static string? Name(object? value) =>
        value switch
        {
            string { Length: <= MaxTextLength } text => text.Trim(),
            bool boolean => boolean ? "TRUE" : "FALSE",
            _ => null,
        };

    /// <summary>Converts a whole number from 1. Excel stores whole numbers as floating-point numbers.</summary>
    public static bool TryParseWhole(object? value, out int whole)
    {
        whole = value switch
        {
            int number => number,
            double number when number is >= 1 and <= int.MaxValue && Math.Floor(number) == number => (int)number,
            string text when NameRows.TryParseCount(text, out var number) => number,
            _ => 0,
        };
        return whole > 0;
    }

    public static string Text(object? value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";

    /// <summary>Returns the address of a cell: column 0 of row 4 is A4.</summary>
    public static string Address(int column, int row)
    {
        var letters = "";
        for (var rest = column; rest >= 0; rest = (rest / 26) - 1)
            letters = (char)('A' + (rest % 26)) + letters;
        return $"{letters}{row}";
    }
}
