using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

[Description("Something that an admin did, or tried to do.")]
public sealed class AdminAction
{
    [Description("Stable identifier; later actions have larger ones.")]
    public long Id { get; init; }

    [Description("Public id of the key that was used. Null for the command line.")]
    public string? KeyId { get; init; }

    [Description("Name of the key, or of the person at the command line, at that time.")]
    public string Actor { get; init; } = "";

    [Description("The mutation, or the command.")]
    public string Action { get; init; } = "";

    [Description("What it was done to: a dataset's id, a key's public id, or the name of a file that was refused.")]
    public string? Subject { get; init; }

    [AllowedValues("begun", "done", "refused", "failed")]
    [Description(
        "begun, then done, refused (see errorCode) or failed for reasons of the machine. begun for good where the server died meanwhile."
    )]
    public string Outcome { get; init; } = "";

    [Description("Why it was refused. Null otherwise.")]
    public string? ErrorCode { get; init; }

    [Description("When it was asked for.")]
    public DateTimeOffset BeganAt { get; init; }

    [Description("When it ended. Null while it has not.")]
    public DateTimeOffset? EndedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AdminAction>
    {
        public void Configure(EntityTypeBuilder<AdminAction> action) => action.ToTable("admin_actions");
    }
}
