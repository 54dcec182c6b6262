namespace BabyNames.Sources;

/// <summary>What the uploader says of a file beside its bytes. It counts only where neither the file nor its name says it;
/// anywhere else it is refused, so that it never goes over the file and never goes unheard.</summary>
internal static class Arguments
{
    /// <param name="found">The year as <paramref name="place"/> says it; null where it does not.</param>
    /// <returns>The one year there is; null for none.</returns>
    /// <exception cref="SourceFormatException">Both the file and the uploader say it.</exception>
    public static int? Year(SourceFile file, int? found, string place)
    {
        if (found is not null)
            Refuse(file, "year", file.Year, $"{place} says the year, {found}");
        return found ?? file.Year;
    }

    /// <inheritdoc cref="Year"/>
    public static char? Gender(SourceFile file, char? found, string place)
    {
        if (found is not null)
            Refuse(file, "gender", file.Gender, $"{place} says the sex, {found}");
        return found ?? file.Gender;
    }

    /// <exception cref="SourceFormatException">The uploader says a year.</exception>
    public static void RefuseYear(SourceFile file, string why) => Refuse(file, "year", file.Year, why);

    /// <exception cref="SourceFormatException">The uploader says a sex.</exception>
    public static void RefuseGender(SourceFile file, string why) => Refuse(file, "gender", file.Gender, why);

    /// <exception cref="SourceFormatException">The uploader says an area.</exception>
    public static void RefuseArea(SourceFile file, string why) => Refuse(file, "area", file.Area, why);

    /// <summary>For files whose rows say both.</summary>
    /// <exception cref="SourceFormatException">The uploader says a year or a sex.</exception>
    public static void RefuseBoth(SourceFile file)
    {
        RefuseYear(file, "each row has its year");
        RefuseGender(file, "each row has its sex");
    }

    private static void Refuse(SourceFile file, string name, object? given, string why)
    {
        if (given is not null)
            throw new SourceFormatException(
                SourceCodes.Argument,
                file.FileName,
                $"{why}; leave the argument {name} ({given}) out, or reprocess with null (in a shell '') to forget it; it is for files that do not say it"
            );
    }
}
