using System.Globalization;
using System.Xml.Linq;

namespace BabyNames.Server.Tests.Clients;

/// <summary>Tests the explorer at <c>/</c> in a browser.</summary>
public class ExplorerTests(ExplorerFixture server) : IClassFixture<ExplorerFixture>
{
    public static TheoryData<string> Views { get; } =
    [
        "/",
        "/?q=Em",
        "/?q=an&how=SUFFIX&view=table",
        "/?q=Xqzzy",
        "/name/Emma",
        "/name/Emma?measure=rank&view=table",
        "/name/Xqzzy",
        "/compare",
        "/compare?names=Emma,Olivia,Noah&measure=share",
        "/compare?names=Emma&view=table",
        "/year/2023",
        "/year/1990s?view=table",
        "/year/1700",
        "/changes",
        "/changes?from=2022&to=2023&sex=F&view=table",
        "/unisex",
        "/unisex?order=balance&view=table",
        "/data",
        "/data?view=table",
        "/?country=CA",
        "/?country=XX",
        "/changes?from=1990&to=2000",
    ];

    [Fact]
    public async Task Each_view_works_with_the_mouse()
    {
        var seen = await Explorer.UseAsync(
            server.Address,
            ["open", "/"],
            ["ready"],
            ["click", "#q"],
            ["type", "oliv"],
            ["see", "figcaption", "start with “oliv”"],
            ["click", ".band.F[data-name=Olivia] text"],
            ["see", "h1", "Olivia"],
            ["see", ".facts", "Peak"],
            ["click", ".controls a.button"],
            ["see", ".chips", "Olivia"],
            ["click", "#add-name"],
            ["type", "Emma"],
            ["click", "button[type=submit]"],
            ["see", "figcaption", "Emma"],
            ["click", "nav a[href='/year']"],
            ["see", "figcaption", "in 2023: Olivia, 15,270 girls; Liam, 20,802 boys"],
            ["click", "a[rel=prev]"],
            ["see", "figcaption", "in 2022: Olivia"],
            ["click", "nav a[href='/changes']"],
            ["see", "figcaption", "2013 to 2023"],
            ["pick", "main select", "2022"],
            ["see", "figcaption", "2022 to 2023"],
            ["click", "nav a[href='/unisex']"],
            ["see", "figcaption", "is first"],
            ["click", ".controls label:nth-child(2)"],
            ["place"],
            ["click", "nav a[href='/data']"],
            ["see", "main", "names.zip"],
            ["pick", "header select", "CA"],
            ["see", "figcaption", "Canada: 2019 to 2020 are loaded"]
        );
        Assert.Contains("/unisex?order=balance", seen.Seen.Select(step => step.ToString()));
    }

    [Fact]
    public async Task Each_view_works_with_only_the_keyboard()
    {
        var seen = await Explorer.UseAsync(
            server.Address,
            ["open", "/"],
            ["ready"],
            ["tabTo", "#q"],
            ["type", "oliv"],
            ["see", "figcaption", "start with “oliv”"],
            ["tabTo", "input[value=PREFIX]"],
            ["press", "ArrowRight"],
            ["see", "figcaption", "contain “oliv”"],
            ["tabTo", ".legend a[href='/name/Olivia']"],
            ["press", "Enter"],
            ["see", "h1:focus", "Olivia"],
            ["tabTo", ".year-slider"],
            ["press", "Home"],
            ["attribute", ".year-slider", "aria-valuetext"],
            ["press", "End"],
            ["attribute", ".year-slider", "aria-valuetext"],
            ["tabTo", "summary"],
            ["press", "Enter"],
            ["see", ".export", "nameProfile"],
            ["open", "/compare"],
            ["ready"],
            ["tabTo", "#add-name"],
            ["type", "Emma, Noah"],
            ["press", "Enter"],
            ["see", "figcaption", "Noah"],
            ["tabTo", "button[aria-label='Remove Noah']"],
            ["press", "Enter"],
            ["place"],
            ["open", "/year"],
            ["ready"],
            ["tabTo", ".bar a[href='/name/Liam']"],
            ["press", "Enter"],
            ["see", "h1", "Liam"],
            ["open", "/changes"],
            ["ready"],
            ["tabTo", "input[name='show-as']"],
            ["press", "ArrowRight"],
            ["see", "table", "Theodore"],
            ["open", "/unisex"],
            ["ready"],
            ["tabTo", "main select"],
            ["press", "ArrowDown"],
            ["place"],
            ["open", "/data"],
            ["ready"],
            ["tabTo", ".skip"],
            ["press", "Enter"],
            ["focused"]
        );
        var texts = seen.Seen.Select(step => step.ToString()).ToList();
        Assert.Contains(texts, text => text.StartsWith("1990: Girls ", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.StartsWith("2023: Girls 15,270", StringComparison.Ordinal));
        Assert.Contains("/compare?names=Emma", texts);
        Assert.Contains("/unisex?share=30", texts);
        Assert.Equal("MAIN", texts[^1]);
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_view_is_accessible_in_light_and_dark_and_fits_a_narrow_screen(string view)
    {
        var seen = await Explorer.UseAsync(
            server.Address,
            ["theme", "light"],
            ["open", view],
            ["ready"],
            ["shifts"],
            ["overflow"],
            ["unfold"],
            ["axe"],
            ["theme", "dark"],
            ["axe"],
            ["size", "320", "900"],
            ["open", view],
            ["ready"],
            ["shifts"],
            ["unfold"],
            ["overflow"],
            ["axe"]
        );
        Assert.Equal([0, 0], [seen.Seen[0].GetDouble(), seen.Seen[4].GetDouble()]);
        Assert.True(seen.Seen[1].GetInt32() <= 0 && seen.Seen[5].GetInt32() <= 0, $"{view} scrolls sideways.");
        Assert.Equal([], [.. seen.Texts(2), .. seen.Texts(3), .. seen.Texts(6)]);
    }

    [Fact]
    public async Task The_figures_of_a_name_equal_the_database()
    {
        var rare = (string)
            (
                await server.SqlAsync(
                    """
                    SELECT name FROM name_statistics WHERE country_code = 'US' GROUP BY name
                    HAVING COUNT(*) FILTER (WHERE gender = 'M') BETWEEN 1 AND 3 AND COUNT(*) FILTER (WHERE gender = 'F') BETWEEN 1 AND 3
                        ORDER BY name LIMIT 1
                    """
                )
            )[0][0];
        foreach (var name in new[] { "Emerson", rare })
        {
            var seen = await Explorer.UseAsync(server.Address, ["open", $"/name/{name}?view=table"], ["ready"], ["texts", "tbody tr"]);
            var rows = await server.SqlAsync(
                """
                SELECT y.year, f.total_count, m.total_count FROM (SELECT DISTINCT year FROM year_totals WHERE country_code = 'US') y
                LEFT JOIN name_statistics f ON f.country_code = 'US' AND f.year = y.year AND f.name = $1 AND f.gender = 'F'
                LEFT JOIN name_statistics m ON m.country_code = 'US' AND m.year = y.year AND m.name = $1 AND m.gender = 'M'
                ORDER BY y.year DESC
                """,
                name
            );
            Assert.Equal(rows.Select(row => $"{row[0]}{Number(row[1])}{Number(row[2])}"), seen.Texts(0));
        }
    }

    [Fact]
    public async Task A_year_without_a_figure_shows_the_reason()
    {
        var seen = await Explorer.UseAsync(server.Address, ["open", "/name/Zoë?country=CA&view=table"], ["ready"], ["texts", "tbody tr"]);
        Assert.Equal(["2020707", "2019none publishednot loaded"], seen.Texts(0));
    }

    [Fact]
    public async Task The_figures_of_a_year_equal_the_database()
    {
        var seen = await Explorer.UseAsync(server.Address, ["open", "/year/2023?view=table"], ["ready"], ["texts", "tbody tr"]);
        var rows = await server.SqlAsync(
            """
            SELECT now.rank, before.rank - now.rank, now.name, now.total_count, ROUND(100.0 * now.total_count / now.year_total, 2)
            FROM name_statistics now LEFT JOIN name_statistics before
                ON before.country_code = now.country_code AND before.gender = now.gender AND before.name = now.name
                    AND before.year = now.year - 1
            WHERE now.country_code = 'US' AND now.year = 2023 AND now.rank <= 20 ORDER BY now.gender, now.rank, now.name
            """
        );
        Assert.Equal(
            rows.Select(row => FormattableString.Invariant($"{row[0]}{Moved(row[1])}{row[2]}{Number(row[3])}{row[4]} %")),
            seen.Texts(0)
        );
    }

    [Fact]
    public async Task The_figures_of_rising_names_equal_the_database()
    {
        var seen = await Explorer.UseAsync(
            server.Address,
            ["open", "/changes?from=2013&to=2023&view=table"],
            ["ready"],
            ["texts", "tbody tr"]
        );
        var rows = await server.SqlAsync(
            """
            WITH two AS (
                SELECT name, gender, MAX(total_count) FILTER (WHERE year = 2013) AS before,
                    MAX(total_count) FILTER (WHERE year = 2023) AS after,
                    MAX(rank) FILTER (WHERE year = 2013) AS rank_before, MAX(rank) FILTER (WHERE year = 2023) AS rank_after
                FROM name_statistics WHERE country_code = 'US' AND year IN (2013, 2023) GROUP BY name, gender),
            totals AS (
                SELECT gender, MAX(births) FILTER (WHERE year = 2013) AS before, MAX(births) FILTER (WHERE year = 2023) AS after
                FROM year_totals WHERE country_code = 'US' GROUP BY gender)
            SELECT two.name, two.gender,
                100.0 * COALESCE(two.after, 0) / totals.after - 100.0 * COALESCE(two.before, 0) / totals.before AS change,
                two.rank_before, two.rank_after, two.before, two.after
            FROM two JOIN totals USING (gender) ORDER BY change DESC, two.name, two.gender LIMIT 20
            """
        );
        Assert.Equal((20, 40), (rows.Count, seen.Texts(0).Length));
        foreach (var (row, text) in rows.Zip(seen.Texts(0)))
        {
            Assert.StartsWith(
                FormattableString.Invariant($"{row[0]}{((string)row[1] == "F" ? "girls" : "boys")}+{row[2]:F4}"),
                text,
                StringComparison.Ordinal
            );
            Assert.EndsWith(
                FormattableString.Invariant($"{row[3]:N0}{row[4]:N0}{Number(row[5])}{Number(row[6])}"),
                text,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task The_figures_of_unisex_names_equal_the_database()
    {
        var seen = await Explorer.UseAsync(server.Address, ["open", "/unisex?view=table"], ["ready"], ["texts", "tbody tr"]);
        var rows = await server.SqlAsync(
            """
            SELECT name, f, m FROM (
                SELECT name, SUM(total_count) FILTER (WHERE gender = 'F') AS f, SUM(total_count) FILTER (WHERE gender = 'M') AS m
                FROM name_statistics WHERE country_code = 'US' GROUP BY name) sums
            WHERE f + m >= 1000 AND LEAST(f, m) >= 0.2 * (f + m) ORDER BY f + m DESC, name LIMIT 30
            """
        );
        Assert.Equal((30, 30), (rows.Count, seen.Texts(0).Length));
        foreach (var (row, text) in rows.Zip(seen.Texts(0)))
            Assert.StartsWith($"{row[0]}{Number(row[1])}{Number(row[2])}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/?q=ma&how=SUFFIX&view=table")]
    [InlineData("/name/Riley?measure=rank&sex=M&view=table")]
    [InlineData("/compare?names=Emma,Riley&sex=M&measure=share&view=table")]
    [InlineData("/year/2013?first=100&view=table")]
    [InlineData("/changes?from=1990&to=2013&sex=M&view=table")]
    [InlineData("/unisex?order=balance&share=40&minimum=10000&view=table")]
    [InlineData("/data?view=table&country=CA")]
    public async Task A_link_restores_its_view(string link)
    {
        var seen = await Explorer.UseAsync(
            server.Address,
            ["open", link],
            ["ready"],
            ["texts", "main input:checked"],
            ["texts", "main table"],
            ["texts", "figcaption"],
            ["click", "nav a[href*='/data']"],
            ["see", "h1", "Data"],
            ["back"],
            ["ready"],
            ["place"],
            ["texts", "main table"],
            ["texts", "figcaption"]
        );
        Assert.NotEmpty(seen.Texts(1));
        Assert.Equal(link, Uri.UnescapeDataString(seen.Text(4)));
        Assert.Equal([.. seen.Texts(1), .. seen.Texts(2)], [.. seen.Texts(5), .. seen.Texts(6)]);
    }

    [Theory]
    [InlineData("/year", "/year/2023")]
    [InlineData("/changes", "/changes?from=2013&to=2023")]
    [InlineData("/name/emma?view=table", "/name/Emma?view=table")]
    public async Task The_address_follows_the_shown_view(string asked, string shown)
    {
        var seen = await Explorer.UseAsync(server.Address, ["open", asked], ["ready"], ["at", shown], ["ready"], ["place"]);
        Assert.Equal(shown, seen.Text(0));
    }

    [Fact]
    public async Task An_error_shows_its_message_and_code()
    {
        var seen = await Explorer.UseAsync(
            server.Address,
            ["open", "/unisex?share=60"],
            ["see", ".error", "minimumShare"],
            ["pick", "main select", "30"],
            ["see", "figcaption", "is first"]
        );
        Assert.Matches("BN[0-9]{3}", seen.Text(0));
    }

    [Theory]
    [InlineData("/?q=Em", "Emma,F,2023,13527")]
    [InlineData("/name/Emma", "2023,F,Emma,13527,")]
    [InlineData("/compare?names=Emma,O'Neil,Olivia", "Emma,2023,13527,2,")]
    [InlineData("/year/2023", ",F,Emma,13527,2,")]
    [InlineData("/year/1990s", ",F,Jessica,46480,1,")]
    [InlineData("/changes", ",Theodore,M,")]
    [InlineData("/unisex", ",Riley,")]
    [InlineData("/data", "names.zip")]
    public async Task A_view_shows_the_queries_of_its_figures(string view, string row)
    {
        var seen = await Explorer.UseAsync(
            server.Address,
            ["open", view],
            ["ready"],
            ["unfold"],
            ["texts", ".export pre"],
            ["hrefs", ".export a"]
        );
        var (feed, csv) = (seen.Texts(0)[2], seen.Texts(0)[3]);
        Assert.Equal($"{feed}{(feed.Contains('?', StringComparison.Ordinal) ? '&' : '?')}$format=csv", csv);
        Assert.NotEmpty((await server.GetJsonAsync(new Uri(feed).PathAndQuery)).GetProperty("value").EnumerateArray());
        Assert.Contains(row, await server.Client.GetStringAsync(new Uri(csv)), StringComparison.Ordinal);
        foreach (var address in seen.Texts(1))
            using (var answer = await server.Client.GetAsync(new Uri(address)))
                Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode}");
    }

    [Fact]
    public async Task A_downloaded_chart_needs_no_style_sheet()
    {
        var seen = await Explorer.UseAsync(
            server.Address,
            ["open", "/name/Emma"],
            ["ready"],
            ["unfold"],
            ["download", ".export section ~ p button"]
        );
        var picture = XDocument.Parse(seen.Text(0));
        XNamespace svg = "http://www.w3.org/2000/svg";
        Assert.Equal(svg + "svg", picture.Root!.Name);
        Assert.Contains("Emma: ", picture.Root.Attribute("aria-label")!.Value, StringComparison.Ordinal);
        Assert.Contains(
            picture.Descendants(svg + "path"),
            path => path.Attribute("stroke")!.Value.StartsWith("rgb(", StringComparison.Ordinal)
        );
        Assert.Contains("Social Security Administration", picture.Descendants(svg + "text").Last().Value, StringComparison.Ordinal);
        Assert.Empty(picture.Descendants().Attributes("class"));
    }

    private static string Number(object value) =>
        value is DBNull
            ? "fewer than 5"
            : Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);

    private static string Moved(object places) =>
        places switch
        {
            DBNull => "no rank in the previous year",
            int and > 0 => FormattableString.Invariant($"up {places:N0}"),
            int and < 0 and var fall => FormattableString.Invariant($"down {-fall:N0}"),
            _ => "no change",
        };
}
