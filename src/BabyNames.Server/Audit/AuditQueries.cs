using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Queries;
using BabyNames.Server.Access;

namespace BabyNames.Server.Audit;

/// <summary>GraphQL fields of the audit log, for admins.</summary>
internal static class AuditQueries
{
    /// <summary>The actions of admins.</summary>
    public static RowSet<BabyNamesDbContext, AdminAction> Actions { get; } =
        new(
            "AdminActions",
            "Actions of admins by GraphQL and by the command line. The default order is newest first. Only admins may read them.",
            database => database.AdminActions
        )
        {
            Order = ["-id"],
            VisibleColumns = new ColumnNames<AdminAction>().Enum(row => row.Outcome, "AdminActionOutcome"),
        };

    /// <summary>Adds the type to the schema.</summary>
    public static void AddTypes(EntityCatalog entities) =>
        entities
            .Add(Actions.VisibleColumns)
            .Describe(
                "AdminActionOutcome",
                new Dictionary<string, string>
                {
                    ["begun"] = "The action has not ended, or the server stopped during the action.",
                    ["done"] = "The action succeeded.",
                    ["refused"] = "The action was refused; `errorCode` has the reason.",
                    ["failed"] = "The action failed because of an unexpected error.",
                }
            );

    /// <summary>Adds the field to the schema.</summary>
    public static void AddFields(ConventionSchema schema) => schema.Connection(Actions).Authorize(Roles.Admin);
}
