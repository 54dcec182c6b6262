using BabyNames.ODataEngine.Rows;
using Microsoft.OData.Edm;

namespace BabyNames.ODataEngine.Writers;

/// <summary>A member of the JSON object of a row.</summary>
/// <param name="Column">Null for an object of fields.</param>
/// <param name="At">Place of the column's value in the row.</param>
/// <param name="Reference">The set of the entity that an object refers to instead; its fields are the key.</param>
internal sealed record TableField(string Name, TableColumn? Column, int At, List<TableField> Fields, IEdmEntitySet? Reference)
{
    public static List<TableField> Tree(TablePage page)
    {
        var root = new List<TableField>();
        foreach (var (column, at) in page.Columns.Select((column, at) => (column, at)))
        {
            var (fields, path) = (root, column.Path.Split('/'));
            foreach (var name in path[..^1])
            {
                var outer = fields.Find(field => field.Name == name);
                if (outer is null)
                    fields.Add(outer = new(name, null, 0, [], page.References.GetValueOrDefault(name)));
                fields = outer.Fields;
            }
            fields.Add(new(path[^1], column, at, [], Reference: null));
        }
        return root;
    }
}
