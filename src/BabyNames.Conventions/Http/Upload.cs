namespace BabyNames.Conventions.Http;

/// <summary>A file of a multipart request, as it comes in: it can be read once, forward.</summary>
/// <param name="FileName">As the client named it; not to be trusted with anything.</param>
/// <param name="Content">Throws <see cref="UploadTooLargeException"/> past the limit.</param>
public sealed record Upload(string FileName, Stream Content);

/// <summary>An uploaded file is larger than is allowed.</summary>
public sealed class UploadTooLargeException(long limit) : IOException($"The file is larger than {limit:N0} bytes.")
{
    /// <summary>Bytes allowed.</summary>
    public long Limit { get; } = limit;
}
