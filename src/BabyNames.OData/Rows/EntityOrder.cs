using System.Security.Cryptography;
using System.Text;
using BabyNames.ODataEngine.Requests;
using BabyNames.Queries;
using Microsoft.AspNetCore.OData.Edm;

namespace BabyNames.ODataEngine.Rows;

/// <summary>The order of the rows of a response, with the tokens of its pages.</summary>
internal sealed class EntityOrder(QueryOptions query, RowOrder order)
{
    public RowOrder Order => order;

    /// <summary>Keyset of the row before the page; null for the first page.</summary>
    /// <exception cref="ODataRequestException">The text is not a token, or is a token of another request.</exception>
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

    /// <summary>Returns the token for the page after a row.</summary>
    /// <param name="values">Keyset of the row.</param>
    public string Token(IEnumerable<object?> values) => SkipToken.Encode(Signature, values, query.UsesNow ? query.Now : null);

    /// <summary>Returns the token for the page after a row of the set.</summary>
    public string Token(object row) =>
        Token(
            order.Steps.SelectMany(step =>
            {
                var value = EntityColumns.Property(row.GetType(), ClrName(step)).GetValue(row);
                return step.Term.IsNullable ? [value is null ? 0 : 1, value] : new[] { value };
            })
        );

    /// <summary>The properties of the row class that a token needs.</summary>
    public IEnumerable<string> Properties => order.Steps.Select(ClrName);

    private string ClrName(OrderStep step)
    {
        var name = ((Column)step.Term).Name;
        return query.Type.FindProperty(name) is { } property ? query.Model.GetClrPropertyName(property) : name;
    }
}
