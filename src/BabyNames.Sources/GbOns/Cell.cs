namespace BabyNames.Sources.GbOns;

/// <summary>What a cell holds, of the values that a workbook may have in it.</summary>
internal static class Cell
{
    // One shared text can stand in a million cells, each time to be trimmed, and be as long as the file.
    private const int LongestText = 1_000;

    public static bool IsBlank(object? value) =>
        value is null || (value is string { Length: <= LongestText } text && string.IsNullOrWhiteSpace(text));

    public static bool IsNumber(object? value) => value is double or int;

    /// <summary>A name. TRUE and FALSE typed into Excel become truth values: True is a name in several years.</summary>
    /// <returns>Null for a number, a date, an error, or a text of no name's length.</returns>
    public static string? Name(object? value) =>
        value switch
        {
            string { Length: <= LongestText } text => text.Trim(),
            bool truth => truth ? "TRUE" : "FALSE",
            _ => null,
        };

    /// <summary>A whole number from 1. Excel has no whole numbers, so it comes as a floating one.</summary>
    public static bool TryWhole(object? value, out int whole)
    {
        whole = value switch
        {
            int number => number,
            double number when number is >= 1 and <= int.MaxValue && Math.Floor(number) == number => (int)number,
            string text when NameRows.TryCount(text, out var number) => number,
            _ => 0,
        };
        return whole > 0;
    }

    public static string Text(object? value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";

    /// <summary>As a spreadsheet names it: column 0 of row 4 is A4.</summary>
    public static string Address(int column, int row)
    {
        var letters = "";
        for (var rest = column; rest >= 0; rest = (rest / 26) - 1)
            letters = (char)('A' + (rest % 26)) + letters;
        return $"{letters}{row}";
    }
}
