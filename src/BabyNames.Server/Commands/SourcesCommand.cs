using System.CommandLine;
using BabyNames.Sources;

namespace BabyNames.Server.Commands;

/// <summary><c>babynames sources</c>.</summary>
internal static class SourcesCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("sources", "List the sources whose files can be read.");
        command.SetAction(_ =>
        {
            foreach (var source in SourceCatalog.All)
            {
                Console.WriteLine(
                    $"""
                    {source.Id}  {source.Publisher} ({source.CountryCode ?? "any country"})
                      files        {source.Files}
                      years        {source.Years}
                      left out     {(source.CutOff > 1 ? $"names with fewer than {source.CutOff} births" : "nothing known")}
                      area         {source.Area ?? "any"}
                      covers       {source.Partial ?? "the whole country"}
                      licence      {source.Licence}
                      attribution  {source.Attribution}
                      page         {source.Page ?? "none"}

                    """
                );
            }
        });
        return command;
    }
}
