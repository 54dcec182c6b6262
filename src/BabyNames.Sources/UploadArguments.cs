namespace BabyNames.Sources;

/// <summary>The arguments of an upload: year, sex and area. An argument is used only where neither the file nor its name has the value.
/// Everywhere else it is an error, so that an argument neither overrides the file nor is ignored silently.</summary>
internal static class UploadArguments
{
    /// <summary>Chooses between the year in the file and the argument.</summary>
    /// <param name="found">The year that <paramref name="place"/> states; null when it states none.</param>
    /// <param name="place">The part of the file where a year can be, such as "the file name".</param>
    /// <returns>The year from the file or from the argument; null when neither has one.</returns>
    /// <exception cref="SourceFormatException">Both the file and the argument state a year.</exception>
    public static int? ResolveYear(SourceFile file, int? found, string place)
    {
        if (found is not null)
            Refuse(file, "year", file.Year, $"{place} states the year, {found}");
        return found ?? file.Year;
    }

    /// <summary>Chooses between the sex in the file and the argument.</summary>
    /// <param name="found">The sex that <paramref name="place"/> states; null when it states none.</param>
    /// <param name="place">The part of the file where a sex can be, such as "the file name".</param>
    /// <returns>The sex from the file or from the argument; null when neither has one.</returns>
    /// <exception cref="SourceFormatException">Both the file and the argument state a sex.</exception>
    public static char? ResolveGender(SourceFile file, char? found, string place)
    {
        if (found is not null)
            Refuse(file, "gender", file.Gender, $"{place} states the sex, {found}");
        return found ?? file.Gender;
    }

    /// <exception cref="SourceFormatException">The upload has the argument <c>year</c>.</exception>
    public static void RefuseYear(SourceFile file, string reason) => Refuse(file, "year", file.Year, reason);

    /// <exception cref="SourceFormatException">The upload has the argument <c>gender</c>.</exception>
    public static void RefuseGender(SourceFile file, string reason) => Refuse(file, "gender", file.Gender, reason);

    /// <exception cref="SourceFormatException">The upload has the argument <c>area</c>.</exception>
    public static void RefuseArea(SourceFile file, string reason) => Refuse(file, "area", file.Area, reason);

    /// <summary>For files whose rows have a year and a sex.</summary>
    /// <exception cref="SourceFormatException">The upload has the argument <c>year</c> or <c>gender</c>.</exception>
    public static void RefuseYearAndGender(SourceFile file)
    {
        RefuseYear(file, "each row has its year");
        RefuseGender(file, "each row has its sex");
    }

    private static void Refuse(SourceFile file, string name, object? value, string reason)
    {
        if (value is not null)
            throw new SourceFormatException(
                SourceCodes.Argument,
                file.FileName,
                $"{reason}; omit the argument {name} ({value}), or reprocess with null (in a shell '') to clear it; "
                    + "the argument is only for files that do not state the value"
            );
    }
}
