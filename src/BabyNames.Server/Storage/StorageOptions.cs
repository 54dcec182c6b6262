using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Storage;

/// <summary>Settings <c>Storage:*</c>.</summary>
internal sealed class StorageOptions : IValidatableObject
{
    /// <summary>Folder for uploaded files; with <see cref="S3"/>, for those on their way there and back. Servers and commands
    /// that share a database share it.</summary>
    [Required]
    public string Path { get; set; } = System.IO.Path.Combine(".data", "storage");

    /// <summary>Bytes of one uploaded file. 1 GiB; a larger one is refused.</summary>
    [Range(1, long.MaxValue)]
    public long UploadBytes { get; set; } = 1L << 30;

    /// <summary>Where files are kept instead, if a bucket is named.</summary>
    public S3Options S3 { get; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => S3.Validate();
}
