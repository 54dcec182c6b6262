namespace BabyNames.Sources;

/// <summary>Codes of faults (BN1nn) and doubts (BN15n) of files. A retired code is never used again.</summary>
public static class SourceCodes
{
    public const string Columns = "BN101";
    public const string Name = "BN102";
    public const string Gender = "BN103";
    public const string Count = "BN104";
    public const string Duplicate = "BN105";
    public const string Encoding = "BN106";
    public const string LineTooLong = "BN107";
    public const string Quote = "BN108";

    public const string Year = "BN121";
    public const string Empty = "BN122";
    public const string NotText = "BN123";
    public const string NotAnArchive = "BN124";
    public const string Damaged = "BN125";
    public const string MemberName = "BN126";
    public const string Encrypted = "BN127";
    public const string NestedArchive = "BN128";
    public const string NoMembers = "BN129";
    public const string OverLimit = "BN130";

    /// <summary>A workbook without the sheet that has all names.</summary>
    public const string NoList = "BN131";

    /// <summary>The heading is none that this publisher has.</summary>
    public const string Heading = "BN132";

    /// <summary>Neither the file nor the uploader says which sex the file is about.</summary>
    public const string FileGender = "BN133";

    /// <summary>Rows of a second place in a file that is about one.</summary>
    public const string Place = "BN134";

    /// <summary>A row that contradicts its own total.</summary>
    public const string Total = "BN135";
    public const string NotAWorkbook = "BN136";

    /// <summary>An argument of the upload says what the file says itself, or what the source has no use for.</summary>
    public const string Argument = "BN137";

    /// <summary>A column that the source does not read looks like an area, or like a part of the people.</summary>
    public const string Area = "BN138";

    /// <summary>A member of the archive is packed by another method than store and deflate.</summary>
    public const string Compression = "BN139";

    /// <summary>A row names an area that its country does not have.</summary>
    public const string UnknownArea = "BN140";

    /// <summary>Doubt: rows that became equal only by normalising were added up.</summary>
    public const string AddedUp = "BN151";

    /// <summary>Doubt: a name has characters that names do not have; it is kept as published.</summary>
    public const string UnusualName = "BN152";

    /// <summary>Doubt: names that this publisher lists twice for one year and sex were added up.</summary>
    public const string Repeated = "BN153";

    /// <summary>Doubt: a name stands for a child without one; it is kept as published.</summary>
    public const string Placeholder = "BN154";

    /// <summary>Doubt: the publisher put the wrong sex or year on the file; it was put right.</summary>
    public const string Mislabelled = "BN155";

    /// <summary>Doubt: a row that is no name, such as a total, was passed over.</summary>
    public const string PassedOver = "BN156";

    /// <summary>Doubt: the file is not UTF-8 and was read as the encoding that its publisher used at other times.</summary>
    public const string OtherEncoding = "BN157";

    /// <summary>Doubt: letters that the publisher garbled in a known way were repaired.</summary>
    public const string Repaired = "BN158";

    /// <summary>Doubt: the list has the names given most and no others, so ranks and shares are of these alone.</summary>
    public const string TopOnly = "BN159";
}
