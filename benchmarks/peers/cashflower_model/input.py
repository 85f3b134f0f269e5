"""The people of the model in the next file, as cashflower finds them: one record each."""

import pandas as pd
from cashflower import ModelPointSet
from given import PEOPLE, read

given = read()
people = ModelPointSet(data=pd.DataFrame({name: getattr(given, name) for name in PEOPLE}))
