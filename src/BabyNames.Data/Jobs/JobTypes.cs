namespace BabyNames.Data.Jobs;

/// <summary>Values of <c>jobs.type</c>.</summary>
public static class JobTypes
{
    public const string Parse = "parse_dataset";
    public const string Reprocess = "reprocess_dataset";
}
