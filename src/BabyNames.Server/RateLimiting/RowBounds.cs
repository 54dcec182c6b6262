using BabyNames.Queries;

namespace BabyNames.Server.RateLimiting;

/// <summary>The part of a row set that conditions on indexed columns select. The columns are country, year, sex and name.</summary>
internal sealed class RowBounds
{
    private HashSet<string>? _countries;
    private int _from = int.MinValue;
    private int _to = int.MaxValue;
    private string? _gender;

    /// <summary>Maximum number of names; null if there is no condition on names.</summary>
    public int? Names { get; private set; }

    /// <summary>Whether there are no other conditions, so that every row that the database reads is returned.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Creates bounds. A null argument means no bound.</summary>
    public static RowBounds Of(string? country = null, int? from = null, int? to = null, string? gender = null, int? names = null) =>
        new()
        {
            _countries = country is null ? null : [country],
            _from = from ?? int.MinValue,
            _to = to ?? int.MaxValue,
            _gender = gender,
            Names = names,
        };

    /// <summary>Returns the same bounds for other years.</summary>
    public RowBounds In(int? from, int? to) =>
        new()
        {
            _countries = _countries,
            _from = from ?? int.MinValue,
            _to = to ?? int.MaxValue,
            _gender = _gender,
        };

    /// <summary>Adds a condition and returns the same instance.</summary>
    /// <param name="condition">The condition; null for none.</param>
    public RowBounds Add(Term? condition)
    {
        switch (condition)
        {
            case null:
                break;
            case Call { Name: "and", Arguments: var both }:
                Add(both[0]).Add(both[1]);
                break;
            case Call { Name: var comparison, Arguments: [Column column, ..] and var operands }
                when operands.Skip(1).All(operand => operand is Constant):
                Add(column.Name, comparison, [.. operands.Skip(1).Cast<Constant>().Select(constant => constant.Value)]);
                break;
            default:
                IsExact = false;
                break;
        }
        return this;
    }

    /// <summary>Whether the database reads the rows of this country, year and sex.</summary>
    public bool Has(string country, int year, string gender) =>
        _countries?.Contains(country) != false
        && year >= _from
        && year <= _to
        // No index begins with the sex, so a condition on only the sex selects all rows.
        && (_gender is null || _gender == gender || (_countries is null && _from == int.MinValue && _to == int.MaxValue));

    /// <summary>Whether an index has the rows in this order. Indexes have the order of the key, of the name, or of births within a country,
    /// year and sex.</summary>
    public bool IsInOrder(IReadOnlyList<(string Column, bool Descending)> order)
    {
        var isFixed = new Dictionary<string, bool>
        {
            ["COUNTRYCODE"] = _countries is { Count: 1 },
            ["YEAR"] = _from == _to,
            ["GENDER"] = _gender is not null,
        };
        var columns = order
            .Select(step => (Column: step.Column.ToUpperInvariant(), step.Descending))
            .Where(step => !isFixed.GetValueOrDefault(step.Column))
            .ToList();
        if (columns is [("COUNT" or "BIRTHS", true)] or [("COUNT" or "BIRTHS", true), ("NAME", false)])
            return isFixed.Values.All(value => value);
        var key = new[] { "COUNTRYCODE", "YEAR", "GENDER", "NAME" }.Where(column => !isFixed.GetValueOrDefault(column));
        return columns is [("NAME" or "ID", _)]
            || (
                columns.Select(step => step.Column).SequenceEqual(key.Take(columns.Count))
                && columns.All(step => step.Descending == columns[0].Descending)
            );
    }

    /// <param name="path">Path of the column: CountryCode, Country/Code or country.code.</param>
    private void Add(string path, string @operator, List<object?> values)
    {
        var isIndexed = (new string([.. path.Where(char.IsLetter)]).ToUpperInvariant(), @operator, values) switch
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
            "ge" => (Math.Max(_from, from), _to),
            "lt" => (_from, Math.Min(_to, to == int.MinValue ? to : to - 1)),
            "le" => (_from, Math.Min(_to, to)),
            _ => (_from, _to),
        };
        return @operator is "eq" or "gt" or "ge" or "lt" or "le";
    }
}
