using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Storage;

/// <summary>Settings <c>Storage:*</c>.</summary>
internal sealed class StorageOptions : IValidatableObject
{
    /// <summary>Folder for uploaded files, or with <see cref="S3"/> for temporary copies. Servers and commands that share a
    /// database share it. Default: <c>.data/storage</c>.</summary>
    [Required]
    public string Path { get; set; } = System.IO.Path.Combine(".data", "storage");

    /// <summary>Maximum size of an uploaded file, in bytes. Larger files are refused. Default: 1 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxUploadBytes { get; set; } = 1L << 30;

    /// <summary>Bucket for uploaded files.</summary>
    public S3Options S3 { get; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => S3.Validate();
}
