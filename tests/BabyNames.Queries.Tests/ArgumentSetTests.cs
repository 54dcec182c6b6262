using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace BabyNames.Queries.Tests;

/// <summary>Tests that a record's constructor parameters declare the arguments of a question.</summary>
public class ArgumentSetTests
{
    private static readonly Dictionary<string, object?> Given = new()
    {
        ["name"] = "Mary",
        ["year"] = 1880,
        ["size"] = Size.Large,
        ["names"] = new object[] { "Anna", "Zoë" },
    };

    public enum Size
    {
        Small,
        Large,
    }

    [Fact]
    public void Arguments_are_the_parameters_of_the_record()
    {
        var arguments = ArgumentSet
            .Of<Arguments>()
            .All.Select(argument => (argument.Name, argument.Type, argument.IsList, argument.IsRequired, argument.Description));
        Assert.Equal(
            [
                ("name", typeof(string), false, true, "A name."),
                ("year", typeof(int), false, true, "A year."),
                ("size", typeof(Size), false, true, "A size."),
                ("names", typeof(string), true, true, "Names."),
                ("country", typeof(string), false, false, "A country."),
                ("yearTo", typeof(int), false, false, "A last year."),
                ("otherSize", typeof(Size), false, false, "Another size."),
                ("sizes", typeof(Size), true, false, "Sizes."),
            ],
            arguments
        );
    }

    [Fact]
    public void Attributes_of_a_parameter_can_be_read() =>
        Assert.Equal(
            ["US", "GB"],
            ArgumentSet
                .Of<Arguments>()
                .All[4]
                .Parameter.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false)
                .Cast<AllowedValuesAttribute>()
                .Single()
                .Values
        );

    [Fact]
    public void An_omitted_optional_argument_is_null_or_its_default()
    {
        var read = Read([]);
        Assert.Equal(("Mary", 1880, Size.Large), (read.Name, read.Year, read.Size));
        Assert.Equal(["Anna", "Zoë"], read.Names);
        Assert.Equal((null, null, null, null), (read.Country, read.YearTo, read.OtherSize, read.Sizes));
    }

    [Fact]
    public void A_given_argument_sets_its_property()
    {
        var read = Read(
            new()
            {
                ["country"] = "GB",
                ["yearTo"] = 1881,
                ["otherSize"] = Size.Small,
                ["sizes"] = new object[] { Size.Large, Size.Small },
            }
        );
        Assert.Equal(("GB", 1881, Size.Small), (read.Country, read.YearTo, read.OtherSize));
        Assert.Equal([Size.Large, Size.Small], read.Sizes!);
        Assert.Empty(Read(new() { ["sizes"] = Array.Empty<object>() }).Sizes!);
    }

    [Fact]
    public void A_value_outside_the_allowed_values_is_refused() =>
        Assert.Equal(
            "country is 'FR'. The allowed values are US and GB.",
            Assert.Throws<QueryException>(() => Read(new() { ["country"] = "FR" })).Message
        );

    [Fact]
    public void A_wrapped_value_distinguishes_null_from_an_omitted_argument()
    {
        Assert.Equal(
            [("year", typeof(int), false), ("size", typeof(Size), false), ("names", typeof(string), true)],
            ArgumentSet.Of<Changes>().All.Select(argument => (argument.Name, argument.Type, argument.IsList))
        );
        Assert.Equal(new Changes(new(1880), new(null), null), Change(new() { ["year"] = 1880, ["size"] = null }));
        Assert.Equal(new Changes(null, new(Size.Large), null), Change(new() { ["size"] = Size.Large }));
        Assert.Equal(["Anna"], Change(new() { ["names"] = new object[] { "Anna" } }).Names!.Value!);
    }

    [Fact]
    public void A_parameter_without_a_description_is_refused() =>
        Assert.Contains(
            "The parameter Name of ",
            Assert.Throws<ArgumentException>(ArgumentSet.Of<Undescribed>).Message,
            StringComparison.Ordinal
        );

    private static Arguments Read(Dictionary<string, object?> more) =>
        (Arguments)
            ArgumentSet.Of<Arguments>().Read(argument => more.GetValueOrDefault(argument.Name) ?? Given.GetValueOrDefault(argument.Name));

    private static Changes Change(Dictionary<string, object?> given) =>
        (Changes)ArgumentSet.Of<Changes>().Read(argument => given.TryGetValue(argument.Name, out var value) ? value : Argument.Omitted);

    public sealed record Arguments(
        [Description("A name.")] string Name,
        [Description("A year.")] int Year,
        [Description("A size.")] Size Size,
        [Description("Names.")] IReadOnlyList<string> Names,
        [Description("A country."), AllowedValues("US", "GB")] string? Country,
        [Description("A last year.")] int? YearTo,
        [Description("Another size.")] Size? OtherSize,
        [Description("Sizes.")] IReadOnlyList<Size>? Sizes
    );

    public sealed record Changes(
        [Description("Another year.")] GivenValue<int?>? Year,
        [Description("Another size.")] GivenValue<Size?>? Size,
        [Description("Other names.")] GivenValue<IReadOnlyList<string>?>? Names
    );

    public sealed record GivenValue<T>(T Value);

    public sealed record Undescribed(string Name);
}
