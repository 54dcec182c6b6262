namespace BabyNames.GraphQLEngine.Entities;

/// <summary>A file of a multipart request. It is read from the network, so it can be read only once and forward.</summary>
/// <param name="FileName">Name that the client gave the file. It is untrusted and must not be used as a path.</param>
/// <param name="Content">The bytes, of any length. The reader must limit the length.</param>
public sealed record Upload(string FileName, Stream Content);
