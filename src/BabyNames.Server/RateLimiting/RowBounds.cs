using System.Collections;
using BabyNames.Queries;
using Microsoft.OData.UriParser;

namespace BabyNames.Server.RateLimiting;

/// <summary>The part of a row set that conditions select by the columns of its indexes: country, year, sex and name.</summary>
internal sealed class RowBounds
{
    private HashSet<string>? _countries;
    private int _from = int.MinValue;
    private int _to = int.MaxValue;
    private string? _gender;

    /// <summary>Number of names; null for all.</summary>
    public int? Names { get; private set; }

    /// <summary>Whether there are no other conditions, so that every row read is returned.</summary>
    public bool IsExact { get; private set; } = true;

    /// <param name="gender">Null for both.</param>
    public static RowBounds Of(string? country = null, int? from = null, int? to = null, string? gender = null, int? names = null) => new()
    {
        _countries = country is null ? null : [country],
        _from = from ?? int.MinValue,
        _to = to ?? int.MaxValue,
        _gender = gender,
        Names = names,
    };

    /// <summary>Reads the argument <c>where</c> of GraphQL.</summary>
    public static RowBounds OfWhere(object? where)
    {
        var bounds = new RowBounds();
        bounds.Add("", where);
        return bounds;
    }

    /// <summary>Returns the same bounds for other years.</summary>
    public RowBounds In(int? from, int? to) =>
        new() { _countries = _countries, _from = from ?? int.MinValue, _to = to ?? int.MaxValue, _gender = _gender };

    /// <summary>Adds the conditions of <c>$filter</c>.</summary>
    /// <param name="condition">Null for none.</param>
    public RowBounds Add(QueryNode? condition)
    {
        switch (condition)
        {
            case null:
                break;
            case ConvertNode converted:
                Add(converted.Source);
                break;
            case BinaryOperatorNode { OperatorKind: BinaryOperatorKind.And } both:
                Add(both.Left).Add(both.Right);
                break;
            case BinaryOperatorNode comparison when (Path(comparison.Left), Value(comparison.Right)) is ({ } path, { } value):
                Add(path, Operator(comparison.OperatorKind), value);
                break;
            case InNode list when Path(list.Left) is { } path && list.Right is CollectionConstantNode values:
                Add(path, "in", values.Collection.Select(item => item.Value).ToList());
                break;
            default:
                IsExact = false;
                break;
        }
        return this;
    }

    /// <summary>Adds a condition.</summary>
    /// <param name="condition">Null for none.</param>
    public RowBounds Add(Term? condition)
    {
        switch (condition)
        {
            case null:
                break;
            case Call { Name: "and" } both:
                Add(both.Arguments[0]).Add(both.Arguments[1]);
                break;
            case Call { Arguments: [Column column, ..] } comparison when comparison.Arguments.Skip(1).All(value => value is Constant):
                Add(column.Name.Replace(".", "", StringComparison.Ordinal), comparison.Name switch { "ge" => "gte", "le" => "lte", var name => name },
                    comparison.Arguments.Skip(1).Select(value => ((Constant)value).Value).ToList());
                break;
            default:
                IsExact = false;
                break;
        }
        return this;
    }

    /// <summary>Whether the bounds include rows of this country, year and sex.</summary>
    public bool Has(string country, int year, string gender) => _countries?.Contains(country) != false && year >= _from && year <= _to
        // No index begins with the sex.
        && (_gender is null || _gender == gender || (_countries is null && _from == int.MinValue && _to == int.MaxValue));

    /// <summary>Whether an index has the rows in this order: the key, the name, or births within a country, year and sex.</summary>
    public bool IsInOrder(IReadOnlyList<(string Column, bool Descending)> order)
    {
        var isFixed = new Dictionary<string, bool>
        {
            ["COUNTRYCODE"] = _countries is { Count: 1 },
            ["YEAR"] = _from == _to,
            ["GENDER"] = _gender is not null,
        };
        var asked = order.Select(step => (Column: step.Column.ToUpperInvariant(), step.Descending))
            .Where(step => !isFixed.GetValueOrDefault(step.Column)).ToList();
        if (asked is [("COUNT" or "BIRTHS", true)] or [("COUNT" or "BIRTHS", true), ("NAME", false)])
            return isFixed.Values.All(value => value);
        var key = new[] { "COUNTRYCODE", "YEAR", "GENDER", "NAME" }.Where(column => !isFixed.GetValueOrDefault(column));
        return asked is [("NAME" or "ID", _)]
            || (asked.Select(step => step.Column).SequenceEqual(key.Take(asked.Count))
                && asked.All(step => step.Descending == asked[0].Descending));
    }

    private void Add(string path, object? conditions)
    {
        foreach (var (name, value) in conditions as IDictionary<string, object?> ?? new Dictionary<string, object?>())
        {
            if (name == "and" && value is IEnumerable all)
            {
                foreach (var one in all)
                    Add(path, one);
            }
            else if (name != "or" && value is IDictionary<string, object?>)
            {
                Add(path + name, value);
            }
            else
            {
                Add(path, name, value);
            }
        }
    }

    /// <param name="path">Path of the column, case-insensitive and without separators.</param>
    private void Add(string path, string @operator, object? value)
    {
        var values = value is IEnumerable list and not string ? list.Cast<object?>().ToList() : [value];
        var isIndexed = (path.ToUpperInvariant(), @operator, values) switch
        {
            ("COUNTRYCODE", "eq" or "in", _) => Countries(values),
            ("YEAR", _, [int year]) => Years(@operator, year, year),
            ("DECADE", "eq", [int decade]) => Years("eq", decade, decade + 9),
            ("GENDER", "eq", [string gender]) => (_gender = gender) is not null,
            ("NAME", "eq" or "in", _) => (Names = Math.Min(values.Count, Names ?? int.MaxValue)) is not null,
            _ => false,
        };
        IsExact &= isIndexed;
    }

    private bool Countries(List<object?> values)
    {
        var codes = values.OfType<string>().ToHashSet();
        if (_countries is null)
            _countries = codes;
        else
            _countries.IntersectWith(codes);
        return true;
    }

    private bool Years(string @operator, int from, int to)
    {
        (_from, _to) = @operator switch
        {
            "eq" => (Math.Max(_from, from), Math.Min(_to, to)),
            "gt" => (Math.Max(_from, from == int.MaxValue ? from : from + 1), _to),
            "gte" => (Math.Max(_from, from), _to),
            "lt" => (_from, Math.Min(_to, to == int.MinValue ? to : to - 1)),
            "lte" => (_from, Math.Min(_to, to)),
            _ => (_from, _to),
        };
        return @operator is "eq" or "gt" or "gte" or "lt" or "lte";
    }

    private static string Operator(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Equal => "eq",
        BinaryOperatorKind.GreaterThan => "gt",
        BinaryOperatorKind.GreaterThanOrEqual => "gte",
        BinaryOperatorKind.LessThan => "lt",
        BinaryOperatorKind.LessThanOrEqual => "lte",
        _ => "",
    };

    private static string? Path(QueryNode node) => node switch
    {
        ConvertNode converted => Path(converted.Source),
        SingleValuePropertyAccessNode { Source: SingleNavigationNode of } property => of.NavigationProperty.Name + property.Property.Name,
        SingleValuePropertyAccessNode { Source: ResourceRangeVariableReferenceNode } property => property.Property.Name,
        _ => null,
    };

    private static object? Value(QueryNode node) => node switch
    {
        ConvertNode converted => Value(converted.Source),
        ConstantNode constant => constant.Value,
        _ => null,
    };
}
