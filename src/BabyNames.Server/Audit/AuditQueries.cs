using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Queries;
using BabyNames.Server.Access;

namespace BabyNames.Server.Audit;

internal static class AuditQueries
{
    public static RowSet<BabyNamesDbContext, AdminAction> Actions { get; } =
        new(
            "AdminActions",
            "What admins did, by GraphQL and by the command line, the last first unless `order` says otherwise. For admins.",
            database => database.AdminActions
        )
        {
            Order = ["-id"],
            VisibleColumns = new ColumnNames<AdminAction>().Enum(row => row.Outcome, "AdminActionOutcome"),
        };

    public static void AddTypes(EntityCatalog entities) =>
        entities
            .Add(Actions.VisibleColumns)
            .Describe(
                "AdminActionOutcome",
                new Dictionary<string, string>
                {
                    ["begun"] = "It has not ended, or the server died meanwhile.",
                    ["done"] = "It was done.",
                    ["refused"] = "It was refused: `errorCode` says why.",
                    ["failed"] = "It failed for a reason that is not the admin's.",
                }
            );

    public static void AddFields(ConventionSchema schema) => schema.Connection(Actions).Authorize(Roles.Admin);
}
