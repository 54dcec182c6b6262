using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

[Description("An action that an admin performed or tried to perform.")]
public sealed class AdminAction
{
    [Description("Identifier of the action. Later actions have greater identifiers.")]
    public long Id { get; init; }

    [Description("Public id of the API key that was used. The value is null for an action that was run from the command line.")]
    public string? KeyId { get; init; }

    [Description("Name of the API key at that time, or of the operating system's user for a command of the command line.")]
    public string Actor { get; init; } = "";

    [Description("Name of the mutation or of the command.")]
    public string Action { get; init; } = "";

    [Description("Object of the action: the id of a dataset, the public id of an API key, or the name of a refused file.")]
    public string? Subject { get; init; }

    [AllowedValues("begun", "done", "refused", "failed")]
    [Description(
        "State of the action: begun at first, then done, refused (errorCode has the reason), or failed because of an unexpected "
            + "error. It remains begun if the server stopped during the action."
    )]
    public string Outcome { get; init; } = "";

    [Description("Error code of the refusal. The value is null if the action was not refused.")]
    public string? ErrorCode { get; init; }

    [Description("Time at which the action was requested.")]
    public DateTimeOffset BeganAt { get; init; }

    [Description("Time at which the action ended. The value is null until then.")]
    public DateTimeOffset? EndedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AdminAction>
    {
        public void Configure(EntityTypeBuilder<AdminAction> action) => action.ToTable("admin_actions");
    }
}
