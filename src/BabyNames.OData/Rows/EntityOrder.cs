using System.Security.Cryptography;
using System.Text;
using BabyNames.ODataEngine.Requests;
using BabyNames.Queries;
using Microsoft.AspNetCore.OData.Edm;

namespace BabyNames.ODataEngine.Rows;

/// <summary>The order of the rows of an answer, and the tokens of its pages.</summary>
internal sealed class EntityOrder(QueryOptions query, RowOrder order)
{
    public RowOrder Order => order;

    /// <summary>Values of the keyset of the row after which the page begins; null for the first page.</summary>
    /// <exception cref="ODataRequestException">A token that was not made here, or for another order.</exception>
    public object?[]? After =>
        query.SkipToken is null
            ? null
            : SkipToken.Decode(
                query.SkipToken,
                Signature,
                [.. order.Cursor.Select(value => value.Type)],
                [.. order.Cursor.Select(value => value.IsNullable)]
            );

    private string Signature =>
        $"{query.Name}:"
        + (
            query.IsTable
                ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(query.Signature)))[..16]
                : string.Join(',', order.Steps.Select(step => (step.Descending ? "-" : "") + ((Column)step.Term).Name))
        );

    /// <param name="values">Of the keyset.</param>
    public string Token(IEnumerable<object?> values) => SkipToken.Encode(Signature, values, query.UsesNow ? query.Now : null);

    /// <summary>The token of a row of the set.</summary>
    public string Token(object row) =>
        Token(
            order.Steps.SelectMany(step =>
            {
                var value = EntityColumns.Property(row.GetType(), ClrName(step)).GetValue(row);
                return step.Term.IsNullable ? [value is null ? 0 : 1, value] : new[] { value };
            })
        );

    /// <summary>What must be read of a row of the set to make its token.</summary>
    public IEnumerable<string> Properties => order.Steps.Select(ClrName);

    private string ClrName(OrderStep step)
    {
        var name = ((Column)step.Term).Name;
        return query.Type.FindProperty(name) is { } property ? query.Model.GetClrPropertyName(property) : name;
    }
}
