namespace BabyNames.Queries;

/// <summary>The number types, from the narrowest to the widest.</summary>
internal static class Numbers
{
    private static readonly Type[] All = [typeof(int), typeof(long), typeof(decimal), typeof(double)];

    public static bool IsNumber(Type type) => Array.IndexOf(All, type) >= 0;

    public static bool IsWhole(Type type) => type == typeof(int) || type == typeof(long);

    /// <summary>Returns the narrowest type that has the values of both.</summary>
    public static Type Common(Type left, Type right) => All[Math.Max(Array.IndexOf(All, left), Array.IndexOf(All, right))];

    /// <summary>Converts a number to the type of a column if the value remains the same, so that the column is compared without a
    /// conversion.</summary>
    /// <returns>The converted number; null if the type cannot hold it.</returns>
    public static object? TryConvert(object number, Type type)
    {
        try
        {
            var converted = Convert.ChangeType(number, type, System.Globalization.CultureInfo.InvariantCulture);
            return
                Convert.ToDouble(converted, null) == Convert.ToDouble(number, null)
                && (number is not decimal exact || Convert.ToDecimal(converted, null) == exact)
                ? converted
                : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
