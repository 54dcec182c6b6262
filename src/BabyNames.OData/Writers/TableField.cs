using BabyNames.ODataEngine.Rows;
using Microsoft.OData.Edm;

namespace BabyNames.ODataEngine.Writers;

/// <summary>A member of the JSON object of a row: a value, or an object with fields.</summary>
/// <param name="Name">Name of the member.</param>
/// <param name="Column">The column of the value; null for an object.</param>
/// <param name="Index">Index of the value in the row.</param>
/// <param name="Fields">The fields of an object; empty for a value.</param>
/// <param name="Reference">The entity set to which an object is a reference, with the key as its fields; else null.</param>
internal sealed record TableField(string Name, TableColumn? Column, int Index, List<TableField> Fields, IEdmEntitySet? Reference)
{
    /// <summary>Returns the members of a row, with objects for the paths of the columns.</summary>
    public static List<TableField> Tree(TablePage page)
    {
        var root = new List<TableField>();
        foreach (var (column, index) in page.Columns.Select((column, index) => (column, index)))
        {
            var (fields, path) = (root, column.Path.Split('/'));
            foreach (var name in path[..^1])
            {
                var outer = fields.Find(field => field.Name == name);
                if (outer is null)
                    fields.Add(outer = new(name, null, 0, [], page.References.GetValueOrDefault(name)));
                fields = outer.Fields;
            }
            fields.Add(new(path[^1], column, index, [], Reference: null));
        }
        return root;
    }
}
