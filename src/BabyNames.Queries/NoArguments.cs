namespace BabyNames.Queries;

/// <summary>The arguments of a question that takes none.</summary>
public sealed record NoArguments;
