namespace BabyNames.Data.Ingestion;

/// <summary>The arguments of reading a file again.</summary>
/// <param name="Reason">The reason, which is stored with the job.</param>
/// <param name="Source">The source whose format the file has.</param>
/// <param name="Year">New year. Null leaves it unchanged.</param>
/// <param name="Gender">New sex, <c>F</c> or <c>M</c>. Null leaves it unchanged.</param>
/// <param name="TakesOver">Whether the dataset claims slices that another source serves.</param>
public sealed record Reprocessing(
    string Reason,
    DatasetSource Source,
    GivenValue<int?>? Year = null,
    GivenValue<char?>? Gender = null,
    bool TakesOver = false
);

/// <summary>An argument that the client specified. A null object means that the client did not specify the argument.</summary>
/// <param name="Value">The new value. Null removes the value.</param>
public sealed record GivenValue<T>(T Value);
