using System.Globalization;
using System.Text.RegularExpressions;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Tests.Vouchers.Printing;

public sealed partial class QrShapeTests
{
    [Theory]
    [InlineData("K7QPM2XW9RTH")]
    [InlineData("http://hotspot.example/login?username=K7QPM2XW9RTH&password=K7QPM2XW9RTH")]
    [InlineData("https://a.very.long.example/of/a/pay/page/with/all/that/an/operator/may/have/typed/into/it?and=more")]
    public void Outline_Filled_IsTheCode(string text)
    {
        using var code = QrShape.Encode(text);
        var shape = QrShape.Of(text);
        var filled = Fill(shape);

        shape.Size.ShouldBe(code.ModuleMatrix.Count);
        for (var y = 0; y < shape.Size; y++)
            for (var x = 0; x < shape.Size; x++)
                filled[y, x].ShouldBe(code.ModuleMatrix[y][x], $"{x},{y}");
    }

    [Theory]
    [InlineData("7", 2)]
    [InlineData("K7QPM2XW9RTH", 2)]
    [InlineData("12345678901234567890123456789012345", 2)]
    [InlineData("http://hotspot.example/login?username=K7QPM2XW9RTH&password=K7QPM2XW9RTH", 5)]
    public void Code_EvenOfOneSign_HasAnAlignmentPattern(string text, int version)
    {
        using var code = QrShape.Encode(text);

        code.Version.ShouldBe(version);
    }

    /// <summary>Dark is where the outlines wind around, counted from the left by the upright edges.</summary>
    private static bool[,] Fill(QrShape shape)
    {
        var winds = new int[shape.Size, shape.Size + 1];
        var (x, y) = (0, 0);
        foreach (Match step in Steps().Matches(shape.Path))
        {
            var first = int.Parse(step.Groups["a"].Value, CultureInfo.InvariantCulture);
            switch (step.Groups["op"].Value)
            {
                case "m":
                    (x, y) = (x + first, y + int.Parse(step.Groups["b"].Value, CultureInfo.InvariantCulture));
                    break;
                case "h":
                    x += first;
                    break;
                default:
                    for (var at = Math.Min(y, y + first); at < Math.Max(y, y + first); at++) winds[at, x] += Math.Sign(first);
                    y += first;
                    break;
            }
        }
        var filled = new bool[shape.Size, shape.Size];
        for (var row = 0; row < shape.Size; row++)
        {
            var sum = 0;
            for (var column = 0; column < shape.Size; column++) filled[row, column] = (sum += winds[row, column]) != 0;
        }
        return filled;
    }

    [GeneratedRegex(@"(?<op>[mhv])(?<a>-?\d+)( (?<b>-?\d+))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Steps();
}
