using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Datasets;

/// <summary>Settings <c>Storage:*</c>.</summary>
internal sealed class StorageOptions
{
    /// <summary>Folder for uploaded files. Servers and commands that share a database share it.</summary>
    [Required]
    public string Path { get; set; } = System.IO.Path.Combine(".data", "storage");

    /// <summary>Bytes of one uploaded file. 1 GiB; a larger one is refused.</summary>
    [Range(1, long.MaxValue)]
    public long UploadBytes { get; set; } = 1L << 30;
}
