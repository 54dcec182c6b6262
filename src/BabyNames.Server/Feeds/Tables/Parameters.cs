using System.Data.Common;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>The values of a statement: none of a request's is ever written into it.</summary>
internal sealed class Parameters
{
    private readonly List<NpgsqlParameter> _all = [];

    public IReadOnlyList<NpgsqlParameter> All => _all;

    /// <returns>Its place in the statement.</returns>
    public string Add(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"v{_all.Count}");
        var parameter = new NpgsqlParameter(name, value is DateTimeOffset moment ? moment.ToUniversalTime() : value);
        // Text takes the type of what it is compared with: as text it would cast a column of another type and lose its index.
        if (value is string)
            parameter.NpgsqlDbType = NpgsqlDbType.Unknown;
        _all.Add(parameter);
        return "@" + name;
    }

    /// <summary>One that a statement of EF has.</summary>
    public void Take(DbParameter parameter) => _all.Add(((NpgsqlParameter)parameter).Clone());
}
