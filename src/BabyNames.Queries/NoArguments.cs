namespace BabyNames.Queries;

/// <summary>The arguments of a question without arguments.</summary>
public sealed record NoArguments;
