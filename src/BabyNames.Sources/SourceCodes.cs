namespace BabyNames.Sources;

/// <summary>Codes of the errors (BN10n to BN14n) and warnings (BN15n) of files. A retired code is never used again.</summary>
public static class SourceCodes
{
    /// <summary>Error: a line does not have the expected columns.</summary>
    public const string Columns = "BN101";

    /// <summary>Error: a name is empty, longer than 100 characters, or has a control or format character.</summary>
    public const string Name = "BN102";

    /// <summary>Error: the sex of a row is not a word for female or male.</summary>
    public const string Gender = "BN103";

    /// <summary>Error: a count is not a whole number from 1 to 2,147,483,647, or the counts of a name add up to more.</summary>
    public const string Count = "BN104";

    /// <summary>Error: the file has a name twice for one area, year and sex.</summary>
    public const string Duplicate = "BN105";

    /// <summary>Error: the text is not UTF-8.</summary>
    public const string Encoding = "BN106";

    /// <summary>Error: a line is longer than 4,096 bytes.</summary>
    public const string LineTooLong = "BN107";

    /// <summary>Error: a quote is opened and not closed on the line.</summary>
    public const string Quote = "BN108";

    /// <summary>Error: neither the file nor the upload states the year, or the year is invalid, too early or in the future.</summary>
    public const string Year = "BN121";

    /// <summary>Error: the file, or the part of it that is read, has no rows.</summary>
    public const string Empty = "BN122";

    /// <summary>Error: a text file is expected and the file is binary.</summary>
    public const string NotText = "BN123";

    /// <summary>Error: the name of the file ends in .zip and the content is not a zip archive.</summary>
    public const string NotAnArchive = "BN124";

    /// <summary>Error: the archive or workbook is damaged or incomplete.</summary>
    public const string Damaged = "BN125";

    /// <summary>Error: an archive member has a path outside of the archive, is a symbolic link, or has the year of another
    /// member.</summary>
    public const string MemberName = "BN126";

    /// <summary>Error: the archive or workbook is encrypted.</summary>
    public const string Encrypted = "BN127";

    /// <summary>Error: the archive contains another archive.</summary>
    public const string NestedArchive = "BN128";

    /// <summary>Error: the archive does not have the members that the source reads.</summary>
    public const string NoMembers = "BN129";

    /// <summary>Error: the file exceeds a limit on its size, its parts or its rows.</summary>
    public const string OverLimit = "BN130";

    /// <summary>Error: the workbook has no sheet with the full list of names.</summary>
    public const string NoList = "BN131";

    /// <summary>Error: the heading is not one that the publisher uses.</summary>
    public const string Heading = "BN132";

    /// <summary>Error: neither the file nor the upload states the sex.</summary>
    public const string FileGender = "BN133";

    /// <summary>Error: the file has rows of more than one area, and the source expects one area in a file.</summary>
    public const string Place = "BN134";

    /// <summary>Error: the counts of a row do not add up to its total.</summary>
    public const string Total = "BN135";

    /// <summary>Error: the file is not an Excel workbook.</summary>
    public const string NotAWorkbook = "BN136";

    /// <summary>Error: an argument of the upload repeats what the file states, or the source does not use it.</summary>
    public const string Argument = "BN137";

    /// <summary>Error: the file has a column for an area or a group of people that the source does not read, so its rows would be
    /// counted for the whole country.</summary>
    public const string Area = "BN138";

    /// <summary>Error: a member of the archive is compressed with a method other than Store or Deflate.</summary>
    public const string Compression = "BN139";

    /// <summary>Error: a row names an area that the country does not have.</summary>
    public const string UnknownArea = "BN140";

    /// <summary>Warning: rows whose names became equal after normalization were added up.</summary>
    public const string AddedUp = "BN151";

    /// <summary>Warning: a name has characters that are unusual in names; it is stored as published.</summary>
    public const string UnusualName = "BN152";

    /// <summary>Warning: names that the publisher lists twice for one year and sex were added up.</summary>
    public const string Repeated = "BN153";

    /// <summary>Warning: a name may mark a child without a name; it is stored as published.</summary>
    public const string Placeholder = "BN154";

    /// <summary>Warning: the publisher put the wrong sex on the file; the content decided.</summary>
    public const string Mislabelled = "BN155";

    /// <summary>Warning: a row that is not a name, such as a total, was skipped.</summary>
    public const string RowSkipped = "BN156";

    /// <summary>Warning: the file is not UTF-8 and was read in an encoding that its publisher used at other times.</summary>
    public const string OtherEncoding = "BN157";

    /// <summary>Warning: letters that the publisher encoded wrongly in a known way were repaired.</summary>
    public const string Repaired = "BN158";

    /// <summary>Warning: the list has only the most frequent names, so ranks and shares are among these names.</summary>
    public const string TopOnly = "BN159";
}
