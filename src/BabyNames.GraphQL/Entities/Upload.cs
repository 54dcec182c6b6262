namespace BabyNames.GraphQLEngine.Entities;

/// <summary>A file of a multipart request, as it comes in: it can be read once, forward.</summary>
/// <param name="FileName">As the client named it; not to be trusted with anything.</param>
/// <param name="Content">Of any length: whoever reads it sets the limit.</param>
public sealed record Upload(string FileName, Stream Content);
