using MikrotikBilling.Core.Vouchers;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>Codes are told from mistyped ones by their last sign, and none is made twice.</summary>
public sealed class VoucherCodeTests
{
    private static readonly VoucherFormat[] Formats =
    [
        new(), new(VoucherSigns.LettersAndDigits, 8), new(VoucherSigns.LettersAndDigits, 20, "RVW"), new(VoucherSigns.Letters, 14), new(VoucherSigns.Letters, 20, "HK"), new(VoucherSigns.Digits, 16, "77"),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Formats.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void Code_OfEveryFormat_IsRightAndAsLongAsItSays(int format)
    {
        foreach (var code in Some(Formats[format], 200))
        {
            code.Length.ShouldBe(Formats[format].Length);
            code.ShouldStartWith(Formats[format].Prefix);
            Formats[format].Alphabet.IsRight(code).ShouldBeTrue(code);
            VoucherCode.IsRight(code).ShouldBeTrue(code);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Typo_OfOneSign_IsAlwaysFound(int format)
    {
        var alphabet = Formats[format].Alphabet;
        foreach (var code in Some(Formats[format], 20))
            for (var place = 0; place < code.Length; place++)
                foreach (var other in alphabet.Signs.Where(s => s != code[place]))
                    alphabet.IsRight($"{code[..place]}{other}{code[(place + 1)..]}").ShouldBeFalse($"{code} at {place} {other}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Swap_OfNeighbours_IsAlwaysFound(int format)
    {
        foreach (var code in Some(Formats[format], 100))
            for (var place = 1; place < code.Length; place++)
                if (code[place] != code[place - 1])
                    Formats[format].Alphabet.IsRight($"{code[..(place - 1)]}{code[place]}{code[place - 1]}{code[(place + 1)..]}").ShouldBeFalse($"{code} at {place}");
    }

    [Theory]
    [InlineData(VoucherSigns.LettersAndDigits)]
    [InlineData(VoucherSigns.Letters)]
    public void Swap_OfAnyTwo_IsFoundWhereThereAreLetters(VoucherSigns signs)
    {
        var format = new VoucherFormat(signs, 12);
        foreach (var code in Some(format, 100))
            for (var a = 0; a < code.Length; a++)
                for (var b = a + 1; b < code.Length; b++)
                    if (code[a] != code[b])
                    {
                        var swapped = code.ToCharArray();
                        (swapped[a], swapped[b]) = (swapped[b], swapped[a]);
                        format.Alphabet.IsRight(swapped).ShouldBeFalse($"{code} {a} {b}");
                    }
    }

    [Fact]
    public void Codes_AMillion_AreAllDifferentAndUseEverySign()
    {
        var codes = Some(new VoucherFormat(), 1_000_000);

        codes.ToHashSet(StringComparer.Ordinal).Count.ShouldBe(1_000_000);
        var seen = new int[128];
        foreach (var code in codes.Take(100_000))
            foreach (var sign in code[..^1]) seen[sign]++;
        // 1,100,000 signs over 31: each within five deviations of its share.
        var share = 1_100_000 / 31d;
        foreach (var sign in VoucherAlphabet.Of(VoucherSigns.LettersAndDigits).Signs) ((double)seen[sign]).ShouldBe(share, 5 * Math.Sqrt(share));
        seen.Where((count, sign) => count > 0 && !VoucherAlphabet.Of(VoucherSigns.LettersAndDigits).Has((char)sign)).ShouldBeEmpty();
    }

    [Fact]
    public void Alphabets_HoldNothingThatLooksAlike()
    {
        foreach (var signs in new[] { VoucherSigns.LettersAndDigits, VoucherSigns.Letters }) VoucherAlphabet.Of(signs).Signs.ShouldNotContain(c => "01ILO".Contains(c));
    }

    [Theory]
    [InlineData("k7qp-m2xw-9rth", "K7QPM2XW9RTH")]
    [InlineData("  K7QP M2XW\t9RTH ", "K7QPM2XW9RTH")]
    [InlineData("K7QP–M2XW—9RTH", "K7QPM2XW9RTH")]
    [InlineData("", null)]
    [InlineData("   ", null)]
    [InlineData("K7QP'; DROP TABLE", null)]
    [InlineData("৪৫৬৭৮৯১২", null)]
    public void Typed_IsReadAsItIsKept(string typed, string? kept) => VoucherCode.Parse(typed).ShouldBe(kept);

    [Fact]
    public void Typed_TooLong_IsNoCode()
    {
        VoucherCode.Parse(new string('A', VoucherCode.Longest)).ShouldNotBeNull();
        VoucherCode.Parse(new string('A', VoucherCode.Longest + 1)).ShouldBeNull();
    }

    [Fact]
    public void Shown_IsGroupedOrMasked()
    {
        new VoucherFormat().Write("K7QPM2XW9RTH").ShouldBe("K7QP-M2XW-9RTH");
        new VoucherFormat(Group: 0).Write("K7QPM2XW9RTH").ShouldBe("K7QPM2XW9RTH");
        new VoucherFormat(Group: 5).Write("K7QPM2XW9RTH").ShouldBe("K7QPM-2XW9R-TH");
        VoucherCode.Mask("K7QPM2XW9RTH").ShouldBe("•••RTH");
    }

    [Fact]
    public void Format_ThatCouldBeGuessed_IsNotSafe()
    {
        new VoucherFormat().RandomBits.ShouldBeInRange(54, 55);
        new VoucherFormat().IsSafeFor(1_000_000).ShouldBeTrue();
        new VoucherFormat(VoucherSigns.Digits, 12).IsSafeFor(1000).ShouldBeFalse();
        new VoucherFormat(VoucherSigns.LettersAndDigits, 12, "ABCDEF").IsSafeFor(100).ShouldBeFalse();
    }

    private static string[] Some(VoucherFormat format, int count)
    {
        var codes = new string[count];
        VoucherCode.Fill(format, codes);
        return codes;
    }
}
