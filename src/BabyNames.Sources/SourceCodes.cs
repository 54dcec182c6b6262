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
    public const string Heading = "BN132";
    public const string MissingSex = "BN133";
    public const string Place = "BN134";
    public const string Total = "BN135";

    /// <summary>Doubt: rows that became equal only by normalising were added up.</summary>
    public const string AddedUp = "BN151";

    /// <summary>Doubt: a name has characters that names do not have; it is kept as published.</summary>
    public const string UnusualName = "BN152";

    /// <summary>Doubt: names that this publisher lists twice for one year and sex were added up.</summary>
    public const string Repeated = "BN153";

    /// <summary>Doubt: letters that the publisher garbled in a known way were repaired.</summary>
    public const string Repaired = "BN154";
}
