using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BabyNames.Data;

/// <summary>Reads the data version together with the rows of a query, for <see cref="BabyNamesDbContext.VersionRead"/>. Both statements are
/// sent in one batch, which takes no additional round trip, and the sessions of <see cref="Databases.Reader"/> give them the same
/// snapshot.</summary>
internal sealed class DataVersionInterceptor : DbCommandInterceptor
{
    /// <summary>Statement that reads the data version.</summary>
    public const string Sql = "SELECT version FROM statistics_state";

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (eventData.Context is BabyNamesDbContext { VersionRead: not null })
            command.CommandText = $"{Sql};\n{command.CommandText}";
        return new(result);
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    )
    {
        if (eventData.Context is BabyNamesDbContext { VersionRead: { } read })
        {
            await result.ReadAsync(cancellationToken);
            read(result.GetInt64(0));
            await result.NextResultAsync(cancellationToken);
        }
        return result;
    }
}
